package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.Collection;

/**
 * {@code map-type-table} (designs.md R21): what PCI peer-to-peer does. Each client has a table of answers by provider, filled once and
 * kept for as long as the provider is bound. A look-up is a load: it takes no reference, as each page of the pagemap that is mapped holds
 * one, and compares nothing.
 *
 * <p>The rule that makes it sound is the provider's: before an answer changes, every importer is told to stop and has stopped. Here this is
 * an invalidation of all that the client subscribed to, within which the answer leaves the table. Unlike in {@code notifier-sequence} no
 * other invalidation makes a request ask again. Events ({@link StaleEvent}): 1, 2 and 5 to 8 by the notifier sequence, 3 and 4 by identity.
 */
public final class MapTypeTableRevalidation extends ClientRevalidation {
    /** By pagemap id. Written within the monitor; read without, after the sequence was read, which the end of a change moves. */
    private boolean[] granted = new boolean[8];

    public MapTypeTableRevalidation(GpuSvm client) {
        super(client, Means.SEQUENCE);
    }

    @Override
    public Reader reader() {
        return new TableReader();
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        client.invalidateAll(() -> forget(affected, flip));
    }

    /** Within the monitor, so that an answer that was asked for before the change does not enter the table after it. */
    private synchronized void forget(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
        for (Pagemap pagemap : affected) {
            if (pagemap.id() < granted.length) {
                granted[pagemap.id()] = false;
            }
        }
    }

    private synchronized boolean ask(Pagemap pagemap) {
        if (!client.access().mayUse(pagemap)) {
            return false;
        }
        if (pagemap.id() >= granted.length) {
            granted = Arrays.copyOf(granted, 2 * pagemap.id());
        }
        granted[pagemap.id()] = true;
        return true;
    }

    private final class TableReader extends RevalidatingReader {
        TableReader() {
            super(MapTypeTableRevalidation.this.client);
        }

        @Override
        public void begin(HmmRange range) {
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            boolean[] table = granted;
            int id = pagemap.id();
            return id < table.length && table[id] ? remember() : ask(pagemap);
        }

        @Override
        protected boolean fresh() {
            return true;
        }
    }
}
