package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;

/**
 * {@code broken-request-cache} (designs.md R20; wrong on purpose): what was proposed. A grant is remembered until the request ends, is
 * used after the walk, and is checked by nothing but the notifier sequence.
 *
 * <p>It is sound exactly where the event moves the sequence before it takes effect. Events ({@link StaleEvent}): 1 to 4 by the notifier
 * sequence, as a pagemap or an owner goes only after its pages were evicted, 9 as it is
 * one client's own; not 5 to 8.
 */
public final class BrokenRequestCacheRevalidation implements AccessRevalidation {
    private final GpuSvm client;

    public BrokenRequestCacheRevalidation(GpuSvm client) {
        this.client = client;
    }

    @Override
    public Reader reader() {
        return new RequestReader(client);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
    }

    @Override
    public Means covers(StaleEvent event) {
        return switch (event) {
            case PAGE_MOVED, PAGEMAP_KILLED, PAGEMAP_REUSED, OWNER_REUSED -> Means.SEQUENCE;
            case CLIENT_REPLACED -> Means.IDENTITY;
            default -> Means.NOTHING;
        };
    }

    private static final class RequestReader extends RememberingReader {
        RequestReader(GpuSvm client) {
            super(client);
        }

        @Override
        public void begin(HmmRange range) {
            granted.clear();
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }
}
