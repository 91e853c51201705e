package dev.faultpath.fault;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Device;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageMover;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.function.Executable;

/** A client with one subscription, and a peer device whose memory is mapped into its address space. */
final class PeerWorld {
    /** Longer than any wait that is not for the caller, which would last for good. */
    private static final long MOMENT_MILLIS = 1500;

    static final long BASE = 4 * Paging.PUD_SIZE;
    static final long PAGE = Paging.PAGE_SIZE;
    static final int PAGES = 64;
    /** A request's timeout where time must not decide: an hour, in nanoseconds. */
    static final long NO_HURRY = 3_600_000_000_000L;
    static final int PEER_BUS_ADDRESS = 0x20;

    final PhysicalMemory memory = new PhysicalMemory();
    final Owner own = memory.newOwner("own");
    final Owner peerOwner = memory.newOwner("peer");
    final Device peer = memory.newDevice("gpu1", PEER_BUS_ADDRESS);
    final Pagemap ownPagemap = memory.newPagemap(memory.newDevice("gpu0", 0x10), Pagemap.Type.PRIVATE, own, 512);
    final Pagemap peerPagemap = memory.newPagemap(peer, Pagemap.Type.PRIVATE, peerOwner, 512);
    final AddressSpace mm = new AddressSpace(memory);
    final PageMover mover = new PageMover(mm);
    final GpuSvm client;
    final AccessRevalidation design;
    final PeerRevocation.Client revocable;
    final PeerRevocation revocation;

    PeerWorld(String design) {
        this(client -> Designs.create(AccessRevalidation.class, design, client));
    }

    PeerWorld(Function<GpuSvm, AccessRevalidation> make) {
        client = newClient();
        design = make.apply(client);
        revocable = new PeerRevocation.Client(mm, client, design);
        revocation = new PeerRevocation(memory, List.of(revocable));
        mm.map(new Vma(BASE, BASE + PAGES * PAGE, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
    }

    /** A client of the address space, with the own device's bus address and memory, and no right. */
    GpuSvm newClient() {
        GpuSvm made = new GpuSvm(mm.notifiers(), own, new PeerAccess(), ownPagemap.device().busAddress());
        made.subscribe(0, Paging.TASK_SIZE);
        return made;
    }

    /** Address of the page at a position of the area. */
    static long addr(int page) {
        return BASE + page * PAGE;
    }

    /** Puts fresh pages of a pagemap at positions of the area; what was there must have been none. */
    void placeDevice(Pagemap pagemap, int from, int to) {
        for (int i = from; i < to; i++) {
            mm.pageTable().setPte(addr(i), Pte.devicePrivate(memory.allocateDevice(pagemap, 0), true, pagemap.owner().id()));
        }
    }

    /** Makes the CPU touch pages, so that they are writable system pages. */
    void placeSystem(int from, int to) {
        for (int i = from; i < to; i++) {
            long pfn = memory.allocateSystem(0);
            memory.memmap().addMapCount(pfn, 1);
            mm.pageTable().setPte(addr(i), Pte.page(pfn, true));
        }
    }

    /** A walker whose steps nobody looks at. */
    SvmFault walker() {
        return new SvmFault(mm, client, design, FaultShape.RECORD_REWALK);
    }

    /** A walker during whose first request an action runs at a step, as {@link #beside}. */
    SvmFault walker(SvmFault.Step where, Executable action, List<Thread> started) {
        return walker(where, action, started, null);
    }

    /** The same; notes, unless {@code null}, whether the action waits there, and not for a moment only, as for a class to be loaded. */
    SvmFault walker(SvmFault.Step where, Executable action, List<Thread> started, List<Boolean> waits) {
        return new SvmFault(mm, client, design, FaultShape.RECORD_REWALK) {
            private boolean done;

            @Override
            void at(Step step) {
                if (step == where && !done) {
                    done = true;
                    Thread beside = beside(action);
                    started.add(beside);
                    if (waits != null) {
                        waits.add(stillAlive(beside));
                    }
                }
            }
        };
    }

    private static boolean stillAlive(Thread thread) {
        try {
            thread.join(MOMENT_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return thread.isAlive();
    }

    /** Runs an action in a thread of its own and returns when it has ended, or waits for somebody: most likely for the caller. */
    static Thread beside(Executable action) {
        Failing thread = new Failing(action);
        thread.start();
        while (true) {
            switch (thread.getState()) {
                case TERMINATED, WAITING, TIMED_WAITING, BLOCKED -> {
                    return thread;
                }
                default -> Thread.yield();
            }
        }
    }

    /** Waits for the threads that {@link #beside} left waiting, and fails as they failed. */
    static void join(List<Thread> started) {
        for (Thread thread : started) {
            try {
                thread.join(30_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (thread.isAlive()) {
                AssertionError stuck = new AssertionError("does not end: " + thread);
                stuck.setStackTrace(thread.getStackTrace());
                thread.interrupt();
                throw stuck;
            }
            if (((Failing) thread).failure != null) {
                throw new AssertionError(((Failing) thread).failure);
            }
        }
    }

    private static final class Failing extends Thread {
        private final Executable action;
        private volatile Throwable failure;

        Failing(Executable action) {
            this.action = action;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                action.execute();
            } catch (Throwable e) {
                failure = e;
            }
        }
    }

    /** A request for pages of the area. */
    HmmRange request(int from, int to, long flags) {
        HmmRange range = SvmFault.request(client, addr(from), addr(to));
        range.defaultFlags = flags;
        return range;
    }

    /** The pfn that the device sees at a position of the area, or -1. */
    long devicePfn(int page) {
        client.driverLock().lock();
        try {
            return client.table().pfnAt(addr(page));
        } finally {
            client.driverLock().unlock();
        }
    }

    /** First position where the device sees a page that the CPU's table does not have there, or that is {@code forbidden}; -1 for none. */
    int firstWrong(int from, int to, LongPredicate forbidden) {
        client.driverLock().lock();
        try {
            for (int i = from; i < to; i++) {
                long pfn = client.table().pfnAt(addr(i));
                if (pfn >= 0 && (Pte.pfn(mm.pageTable().lookup(addr(i))) != pfn || forbidden.test(pfn))) {
                    return i;
                }
            }
            return -1;
        } finally {
            client.driverLock().unlock();
        }
    }
}
