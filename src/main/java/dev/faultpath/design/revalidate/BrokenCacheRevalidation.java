package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToIntFunction;

/**
 * {@code broken-cache} (designs.md R16; wrong on purpose): remembers every grant for ever under the address of what was asked about,
 * and checks nothing but the notifier sequence. PCI peer-to-peer's {@code map_types} are such a cache, and sound there by a rule
 * that is missing here: the provider's driver is unbound before an answer changes.
 *
 * <p>It shows what the missing guarantee costs: it is as fast as a cache can be, and it maps memory that was withdrawn. Events
 * ({@link StaleEvent}): 1 by the notifier sequence; 2 as well, as eviction moves it; not 5 to 8; and of 3 and 4 the one whose
 * address it does not use.
 */
public final class BrokenCacheRevalidation implements AccessRevalidation {
    /** What is taken for the identity of a pagemap: something that another may have later. */
    public enum Key {
        PAGEMAP_ADDRESS(Pagemap::address),
        OWNER_ADDRESS(pagemap -> pagemap.owner().address()),
        BUS_ADDRESS(pagemap -> pagemap.device().busAddress());

        private final ToIntFunction<Pagemap> of;

        Key(ToIntFunction<Pagemap> of) {
            this.of = of;
        }
    }

    private final GpuSvm client;
    private final Key key;

    /** See {@link AccessRevalidation}; keyed by the pagemap's address. */
    public BrokenCacheRevalidation(GpuSvm client) {
        this(client, Key.PAGEMAP_ADDRESS);
    }

    private BrokenCacheRevalidation(GpuSvm client, Key key) {
        this.client = client;
        this.key = key;
    }

    /** The same with another key. */
    public static BrokenCacheRevalidation keyedBy(Key key, GpuSvm client) {
        return new BrokenCacheRevalidation(client, key);
    }

    @Override
    public Reader reader() {
        return new BrokenReader(client, key);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
    }

    @Override
    public Means covers(StaleEvent event) {
        return switch (event) {
            case PAGE_MOVED, PAGEMAP_KILLED -> Means.SEQUENCE;
            case PAGEMAP_REUSED -> key == Key.OWNER_ADDRESS ? Means.IDENTITY : Means.NOTHING;
            case OWNER_REUSED -> key == Key.OWNER_ADDRESS ? Means.NOTHING : Means.IDENTITY;
            default -> Means.NOTHING;
        };
    }

    private static final class BrokenReader extends RevalidatingReader {
        private final Key key;
        private boolean[] granted = new boolean[8];

        BrokenReader(GpuSvm client, Key key) {
            super(client);
            this.key = key;
        }

        @Override
        public void begin(HmmRange range) {
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            int address = key.of.applyAsInt(pagemap);
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
