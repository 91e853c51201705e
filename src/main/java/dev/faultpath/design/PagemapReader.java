package dev.faultpath.design;

import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;

/**
 * Whoever looks pagemaps up in an array that it took when it was made. Pagemaps may come since, in the place of removed ones: Java's own
 * check of bounds finds their ids, so that a look-up executes what an array access does; a test of the length would come on top of it.
 */
public abstract class PagemapReader {
    private final PhysicalMemory memory;
    /** By id, those that existed when this was made. */
    protected final Pagemap[] pagemaps;

    protected PagemapReader(PhysicalMemory memory) {
        this.memory = memory;
        pagemaps = memory.pagemaps();
    }

    /** The pagemap of an id that was read from a struct page. */
    protected final Pagemap pagemap(int id) {
        try {
            return pagemaps[id];
        } catch (ArrayIndexOutOfBoundsException e) {
            return memory.pagemap(id);
        }
    }
}
