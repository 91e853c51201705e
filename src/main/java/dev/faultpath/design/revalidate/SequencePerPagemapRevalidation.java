package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code sequence-per-pagemap} (designs.md R4): as {@code generation}, with a count for each pagemap, so that a change refuses only
 * requests that use what it touched. Price: a comparison for each distinct pagemap of the request.
 *
 * <p>Events ({@link StaleEvent}): 2 and 5 to 8 by the pagemap's sequence, 1 by the notifier's, 3, 4 and 9 by identity.
 */
public final class SequencePerPagemapRevalidation extends ClientRevalidation {
    private volatile AtomicLong[] sequences = new AtomicLong[0];

    public SequencePerPagemapRevalidation(GpuSvm client) {
        super(client, Means.SEQUENCE);
    }

    @Override
    public Reader reader() {
        return new SequenceReader();
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
        for (Pagemap pagemap : affected) {
            sequence(pagemap).incrementAndGet();
        }
    }

    /** The pagemap's sequence; it stays the same object when the table grows. */
    private AtomicLong sequence(Pagemap pagemap) {
        AtomicLong[] known = sequences;
        return pagemap.id() < known.length ? known[pagemap.id()] : grow(pagemap.id());
    }

    private synchronized AtomicLong grow(int id) {
        AtomicLong[] known = sequences;
        if (id >= known.length) {
            AtomicLong[] grown = Arrays.copyOf(known, Math.max(id + 1, 2 * known.length));
            for (int i = known.length; i < grown.length; i++) {
                grown[i] = new AtomicLong();
            }
            sequences = grown;
            known = grown;
        }
        return known[id];
    }

    private final class SequenceReader extends RevalidatingReader {
        private final PagemapSet granted = new PagemapSet();
        private final PagemapSet used = new PagemapSet();
        private long[] seen = new long[8];

        SequenceReader() {
            super(SequencePerPagemapRevalidation.this.client);
        }

        @Override
        public void begin(HmmRange range) {
            used.clear();
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            int id = pagemap.id();
            long now = sequence(pagemap).get();
            if (granted.contains(pagemap) && seen[id] == now) {
                used.add(pagemap);
                return remember();
            }
            if (!access().mayUse(pagemap)) {
                return false;
            }
            if (id >= seen.length) {
                seen = Arrays.copyOf(seen, 2 * id);
            }
            // Asked twice in one request, the first sequence must stand: pages were granted under it.
            if (used.add(pagemap)) {
                seen[id] = now;
            }
            granted.add(pagemap);
            return true;
        }

        @Override
        protected boolean fresh() {
            for (int i = 0; i < used.size(); i++) {
                Pagemap pagemap = used.get(i);
                if (sequence(pagemap).get() != seen[pagemap.id()]) {
                    return false;
                }
            }
            return true;
        }
    }
}
