package dev.faultpath.fault;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.RevalidatingReader;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** As {@code broken-cache}, with each thing that can be mistaken for the identity of a pagemap: something that another may have later. */
record KeyedCache(GpuSvm client, Key key) implements AccessRevalidation {
    /** What is taken for the identity. */
    enum Key {
        PAGEMAP_ADDRESS, OWNER_ADDRESS, BUS_ADDRESS;

        private int of(Pagemap pagemap) {
            return switch (this) {
                case PAGEMAP_ADDRESS -> pagemap.address();
                case OWNER_ADDRESS -> pagemap.owner().address();
                case BUS_ADDRESS -> pagemap.device().busAddress();
            };
        }
    }

    @Override
    public Reader reader() {
        Set<Integer> granted = new HashSet<>();
        return new RevalidatingReader(client) {
            @Override
            public void begin(HmmRange range) {
            }

            @Override
            public boolean mayUse(Pagemap pagemap) {
                return granted.contains(key.of(pagemap)) || access().mayUse(pagemap) && granted.add(key.of(pagemap));
            }

            @Override
            protected boolean fresh() {
                return true;
            }
        };
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
            case CLIENT_REPLACED -> Means.IDENTITY;
            default -> Means.NOTHING;
        };
    }
}
