package dev.faultpath.design.revalidate;

import dev.faultpath.model.ClientTable;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;

/**
 * {@code provider-table} (designs.md R21): an answer that is bound to its provider's life, the counterpart of what PCI peer-to-peer does.
 * The provider remembers by bus address which clients may use its memory, for as long as it lives; a request keeps the last provider in
 * front of that. A look-up takes no reference: each page that is mapped is in use, and so holds one on its pagemap.
 *
 * <p>What makes it safe is the provider's tear-down: it is killed, every client is barred from mapping more of it and unmaps what it has,
 * the pages' references are waited for, and the table goes with it. Nothing is compared at the commit, and no other change reaches the
 * table: links and rights count as fixed for the provider's life. Events ({@link StaleEvent}): 2 to 4 and 7 by that life, 1 by the
 * notifier sequence; not 5, 6, 8 and 9. Refusals are not kept, unlike in the kernel, so that a right that is granted later is seen.
 */
public final class ProviderTableRevalidation implements AccessRevalidation {
    private final GpuSvm client;

    public ProviderTableRevalidation(GpuSvm client) {
        this.client = client;
    }

    @Override
    public Reader reader() {
        return new TableReader(client);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
        for (Pagemap pagemap : affected) {
            if (pagemap.dying()) {
                // Within the driver's lock: what was committed before is zapped after this, and nothing is committed later.
                client.bar(pagemap);
            }
        }
    }

    @Override
    public Means covers(StaleEvent event) {
        return switch (event) {
            case PAGE_MOVED -> Means.SEQUENCE;
            case PAGEMAP_KILLED, PAGEMAP_REUSED, OWNER_REUSED, UNPLUG_STARTED -> Means.PROVIDER_LIFE;
            default -> Means.NOTHING;
        };
    }

    private static final class TableReader extends RevalidatingReader {
        private final int busAddress;
        private Pagemap last;

        TableReader(GpuSvm client) {
            super(client);
            busAddress = client.busAddress();
        }

        @Override
        public void begin(HmmRange range) {
            last = null;
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            if (pagemap == last) {
                return remember();
            }
            ClientTable clients = pagemap.clients();
            if (clients.contains(busAddress)) {
                remember();
            } else if (access().mayUse(pagemap)) {
                clients.add(busAddress);
            } else {
                return false;
            }
            last = pagemap;
            return true;
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }
}
