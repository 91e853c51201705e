package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.Pagemap;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code generation} (designs.md R6, R12): one count of all changes of the client's rights. A request reads it before it asks,
 * and the driver compares it under its lock; answers are kept while it stands still, under pagemap ids that are never used again.
 *
 * <p>The truth changes before the count is raised: a request that reads the new count asks the new truth, and one that read the
 * old count is refused, or committed before the zap. Price: a change of one pagemap refuses requests for all others. Events
 * ({@link StaleEvent}): 2 and 5 to 8 by the generation, 1 by the notifier sequence, 3, 4 and 9 by identity.
 */
public final class GenerationRevalidation extends ClientRevalidation {
    private final AtomicLong generation = new AtomicLong();

    public GenerationRevalidation(GpuSvm client) {
        super(client, Means.GENERATION);
    }

    @Override
    public Reader reader() {
        // The reader's own, so that it is one load away.
        AtomicLong count = generation;
        return new CountingReader(client) {
            @Override
            long changes() {
                return count.get();
            }
        };
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
        generation.incrementAndGet();
    }
}
