package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code tryget-live} (designs.md R10): a right is an object with a reference count. A request takes a reference on each right that it uses
 * and holds it until it has committed; a change kills the right and waits for the references. The right itself holds a reference on its
 * pagemap, so a pagemap stays while a right to it stands.
 *
 * <p>Each walker has a count of its own for each right, which only it writes, as a processor has in the kernel's {@code percpu_ref}: an add
 * that is no atomic one. What makes that sound is on the side of the change: it kills, waits for a grace period, and adds the counts up
 * then. The walk's section is that of the mmap lock, so the grace period is one turn of that lock for writing, which holds up walks
 * that begin meanwhile; the kernel's, of RCU, holds up nobody and takes longer.
 *
 * <p>Nothing is compared at the commit. A change blocks for as long as the slowest request in flight, page faults included.
 * References are given back before a request begins again, so that a change never waits for a request that waits for it. Events
 * ({@link StaleEvent}): 2 and 5 to 8 by reference, 1 by the notifier sequence, 3, 4 and 9 by identity.
 */
public final class TrygetLiveRevalidation extends ClientRevalidation {
    /**
     * How long a change looks for a reference to be given back before it sleeps between two looks: whoever gives one back wakes nobody and
     * pays nothing for those who wait. Longer than a request that faults nothing; nanoseconds.
     */
    private static final long SPIN_NANOS = 100_000;
    /** How long it sleeps then, nanoseconds. */
    private static final long POLL_NANOS = 10_000;

    /** By pagemap id; within the monitor. */
    private Right[] rights = new Right[8];

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
                    right.references.forEach(Reference::kill);
                    rights[pagemap.id()] = null;
                    killed.add(right);
                }
            }
        }
        if (killed.isEmpty()) {
            return;
        }
        // Not within the monitor: a request in flight may need it to ask for another right.
        awaitGracePeriod();
        for (Right right : killed) {
            right.awaitZero();
            right.pagemap.put();
        }
    }

    /** A walk that did not see the kill has ended and its adds are seen; one that begins later sees the kill. */
    private void awaitGracePeriod() {
        client.mmapLock().writeLock();
        client.mmapLock().writeUnlock();
    }

    private Right right(Pagemap pagemap) {
        return pagemap.id() < rights.length ? rights[pagemap.id()] : null;
    }

    /**
     * Asks the truth, sets the right up, and gives a walker a count of its own; null if there is no right. Within the monitor, so that no
     * change comes between.
     */
    private synchronized Reference ask(Pagemap pagemap) {
        Right right = right(pagemap);
        if (right == null) {
            if (!client.access().mayUse(pagemap) || !pagemap.tryget()) {
                return null;
            }
            if (pagemap.id() >= rights.length) {
                rights = Arrays.copyOf(rights, 2 * pagemap.id());
            }
            right = new Right(pagemap, new ArrayList<>());
            rights[pagemap.id()] = right;
        }
        Reference reference = new Reference();
        right.references.add(reference);
        return reference;
    }

    /**
     * A client's right to one pagemap, for as long as it stands.
     *
     * @param references one a walker that has used it; grows within the monitor, until it is killed
     */
    private record Right(Pagemap pagemap, List<Reference> references) {
        void awaitZero() throws InterruptedException {
            for (Reference reference : references) {
                if (reference.held()) {
                    reference.awaitZero();
                }
            }
        }
    }

    /** One walker's count of a right. */
    private static final class Reference {
        private static final VarHandle COUNT;

        static {
            try {
                COUNT = MethodHandles.lookup().findVarHandle(Reference.class, "count", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** Written by its walker only. */
        private int count;
        private boolean killed;

        boolean tryget() {
            if (killed) {
                return false;
            }
            COUNT.setOpaque(this, count + 1);
            return true;
        }

        void put() {
            COUNT.setRelease(this, count - 1);
        }

        /** By a change, within the monitor. */
        void kill() {
            killed = true;
        }

        boolean held() {
            return (int) COUNT.getAcquire(this) != 0;
        }

        void awaitZero() throws InterruptedException {
            long start = System.nanoTime();
            while (held()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        }
    }

    private final class TrygetReader extends RevalidatingReader {
        private final PagemapSet used = new PagemapSet();
        /** This walker's references by pagemap id. */
        private Reference[] references = new Reference[8];
        private Reference[] held = new Reference[8];
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
            Reference reference = pagemap.id() < references.length ? references[pagemap.id()] : null;
            if (reference != null && reference.tryget()) {
                remember();
                return hold(pagemap, reference);
            }
            reference = ask(pagemap);
            if (reference == null || !reference.tryget()) {
                return false;
            }
            if (pagemap.id() >= references.length) {
                references = Arrays.copyOf(references, 2 * pagemap.id());
            }
            references[pagemap.id()] = reference;
            return hold(pagemap, reference);
        }

        private boolean hold(Pagemap pagemap, Reference reference) {
            if (size == held.length) {
                held = Arrays.copyOf(held, 2 * size);
            }
            held[size++] = reference;
            return used.add(pagemap);
        }

        @Override
        protected boolean fresh() {
            return true;
        }

        @Override
        public void end() {
            while (size > 0) {
                held[--size].put();
                held[size] = null;
            }
        }
    }
}
