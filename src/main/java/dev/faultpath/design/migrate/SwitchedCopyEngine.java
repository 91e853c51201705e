package dev.faultpath.design.migrate;

/**
 * Copies at once and never fails, until it is told to do nothing (designs.md F7): then pages move and their contents do not. What the
 * copy of a migration costs is what its absence saves.
 */
public final class SwitchedCopyEngine implements CopyEngine {
    private final PageContents contents;
    private boolean copying = true;

    public SwitchedCopyEngine(PageContents contents) {
        this.contents = contents;
    }

    /** Copies from now on, or does nothing. */
    public void copying(boolean copying) {
        this.copying = copying;
    }

    @Override
    public int copy(long from, long to, int pages) {
        if (copying) {
            contents.copy(from, to, pages);
        }
        return 0;
    }

    @Override
    public int clear(long to, int pages) {
        if (copying) {
            contents.zero(to, pages);
        }
        return 0;
    }
}
