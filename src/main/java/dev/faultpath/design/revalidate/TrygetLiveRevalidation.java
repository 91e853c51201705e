package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PercpuRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * {@code tryget-live} (designs.md R10), with the lifecycle rule of PCI peer-to-peer: a right is an object with a striped reference
 * count. A request takes a reference on each right that it uses and holds it until it has committed; a change kills the right and
 * waits for the references. The right itself holds a reference on its pagemap, so a pagemap stays while a right to it stands.
 *
 * <p>Nothing is compared at the commit. A change blocks for as long as the slowest request in flight, page faults included.
 * References are given back before a request begins again, so that a change never waits for a request that waits for it. Events
 * ({@link StaleEvent}): 2 and 5 to 8 by reference, 1 by the notifier sequence, 3 and 4 by identity.
 */
public final class TrygetLiveRevalidation extends ClientRevalidation {
    private volatile Right[] rights = new Right[8];

    public TrygetLiveRevalidation(GpuSvm client) {
        super(client, Means.REFERENCE);
    }

    @Override
    public Reader reader() {
        return new TrygetReader();
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) throws InterruptedException {
        List<Right> killed = new ArrayList<>();
        synchronized (this) {
            flip.run();
            for (Pagemap pagemap : affected) {
                Right right = right(pagemap);
                if (right != null) {
                    right.references.kill();
                    rights[pagemap.id()] = null;
                    killed.add(right);
                }
            }
        }
        // Not within the monitor: a request in flight may need it to ask for another right.
        for (Right right : killed) {
            right.references.awaitZero();
            right.pagemap.put();
        }
    }

    private Right right(Pagemap pagemap) {
        Right[] known = rights;
        return pagemap.id() < known.length ? known[pagemap.id()] : null;
    }

    /** Asks the truth and sets the right up; null if there is none. Within the monitor, so that no change comes between. */
    private synchronized Right ask(Pagemap pagemap) {
        Right right = right(pagemap);
        if (right == null && client.access().mayUse(pagemap) && pagemap.tryget()) {
            right = new Right(pagemap, new PercpuRef());
            if (pagemap.id() >= rights.length) {
                rights = Arrays.copyOf(rights, 2 * pagemap.id());
            }
            rights[pagemap.id()] = right;
        }
        return right;
    }

    /** A client's right to one pagemap, for as long as it stands. */
    private record Right(Pagemap pagemap, PercpuRef references) { }

    private final class TrygetReader extends RevalidatingReader {
        private final PagemapSet used = new PagemapSet();
        private Right[] held = new Right[8];
        private int size;

        TrygetReader() {
            super(TrygetLiveRevalidation.this.client);
        }

        @Override
        public void begin(HmmRange range) {
            used.clear();
        }

        @Override
        public boolean mayUse(Pagemap pagemap) {
            if (used.contains(pagemap)) {
                return remember();
            }
            Right right = right(pagemap);
            if (right != null && right.references.tryget()) {
                remember();
                return hold(pagemap, right);
            }
            right = ask(pagemap);
            return right != null && right.references.tryget() && hold(pagemap, right);
        }

        private boolean hold(Pagemap pagemap, Right right) {
            if (size == held.length) {
                held = Arrays.copyOf(held, 2 * size);
            }
            held[size++] = right;
            return used.add(pagemap);
        }

        @Override
        protected boolean fresh() {
            return true;
        }

        @Override
        public void end() {
            while (size > 0) {
                held[--size].references.put();
                held[size] = null;
            }
        }
    }
}
