package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.Collection;

/**
 * {@code broken-cache} (designs.md R16; wrong on purpose): remembers every grant for ever under the address of the pagemap, and checks
 * nothing but the notifier sequence. Nobody proposed it; it is worse than {@code broken-request-cache}, and as fast as a cache can be:
 * what a sound design pays is its cost less this one's.
 *
 * <p>Events ({@link StaleEvent}): 1 by the notifier sequence; 2 as well, as eviction moves it; 4 as it does not look at owners, and 9
 * as it is one client's own; not 3 and 5 to 8.
 */
public final class BrokenCacheRevalidation implements AccessRevalidation {
    private final GpuSvm client;

    public BrokenCacheRevalidation(GpuSvm client) {
        this.client = client;
    }

    @Override
    public Reader reader() {
        return new BrokenReader(client);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
    }

    @Override
    public Means covers(StaleEvent event) {
        return switch (event) {
            case PAGE_MOVED, PAGEMAP_KILLED -> Means.SEQUENCE;
            case OWNER_REUSED, CLIENT_REPLACED -> Means.IDENTITY;
            default -> Means.NOTHING;
        };
    }

    private static final class BrokenReader extends RevalidatingReader {
        private boolean[] granted = new boolean[8];

        BrokenReader(GpuSvm client) {
            super(client);
        }

        @Override
        public void begin(HmmRange range) {
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            int address = pagemap.address();
            if (address < granted.length && granted[address]) {
                return remember();
            }
            if (!access().mayUse(pagemap)) {
                return false;
            }
            if (address >= granted.length) {
                granted = Arrays.copyOf(granted, 2 * address);
            }
            granted[address] = true;
            return true;
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }
}
