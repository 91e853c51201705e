package dev.faultpath.stress;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.model.Device;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.NotifierSubscriptions;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import java.util.List;
import java.util.function.Function;

/**
 * One client with the right to one page of a peer, and a walker that has been told so before: the state on which the tests of
 * designs run. The walk itself is left out; its answer is the one page.
 */
class RightState {
    private static final Runnable NO_FURTHER_CHANGE = () -> { };
    /** A test is named after its design. */
    private static final ClassValue<Function<Object[], AccessRevalidation>> DESIGN = new ClassValue<>() {
        @Override
        protected Function<Object[], AccessRevalidation> computeValue(Class<?> test) {
            return Designs.maker(AccessRevalidation.class, Designs.words(test.getSimpleName()));
        }
    };

    private final PhysicalMemory memory;
    private final Pagemap pagemap;
    private final GpuSvm client;
    private final AccessRevalidation design;
    private final AccessRevalidation.Reader reader;
    private final HmmRange range = new HmmRange();

    /** A state whose pagemap is shared with all others. */
    RightState() {
        this(Shared.MEMORY, Shared.PAGEMAP);
    }

    private RightState(PhysicalMemory memory, Pagemap pagemap) {
        this.memory = memory;
        this.pagemap = pagemap;
        client = new GpuSvm(new NotifierSubscriptions(), Shared.OWN, new PeerAccess());
        range.notifier = client.subscribe(0, Paging.PAGE_SIZE);
        range.end = Paging.PAGE_SIZE;
        range.pfns = new long[1];
        design = DESIGN.get(getClass()).apply(new Object[] {client});
        client.access().grant(pagemap);
        reader = design.reader();
        reader.begin(range);
        reader.mayUse(pagemap);
        reader.end();
    }

    private static Pagemap newPagemap(PhysicalMemory memory) {
        Device device = memory.newDevice("gpu1", 0x20);
        return memory.newPagemap(device, Pagemap.Type.PRIVATE, memory.newOwner("peer"), 1);
    }

    /** A state of a machine of its own. */
    static class Alone extends RightState {
        Alone() {
            this(new PhysicalMemory());
        }

        private Alone(PhysicalMemory memory) {
            super(memory, newPagemap(memory));
        }
    }

    private static final class Shared {
        static final PhysicalMemory MEMORY = new PhysicalMemory();
        static final Owner OWN = MEMORY.newOwner("own");
        static final Pagemap PAGEMAP = newPagemap(MEMORY);
    }

    /** One attempt of a request; 1 if it was committed, 0 if it was refused or must begin again. */
    final int walk() {
        try {
            range.notifierSeq = range.notifier.readBegin();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        reader.begin(range);
        try {
            client.mmapLock().readLock();
            try {
                if (!reader.mayUse(pagemap)) {
                    return 0;
                }
                range.pfns[0] = HmmPfn.VALID | pagemap.firstPfn() + Walk.pages();
            } finally {
                client.mmapLock().readUnlock();
            }
            return reader.prepare(range) && reader.commit(range) > 0 ? 1 : 0;
        } finally {
            reader.end();
        }
    }

    /** Withdraws the right, as a revocation does. */
    final void revoke() {
        takeBack(() -> client.access().withdraw(pagemap));
    }

    /** Takes the pagemap down, as an unplug does once its pages are evicted; it is dead when this returns. */
    final void unplug() {
        pagemap.kill();
        takeBack(NO_FURTHER_CHANGE);
        try {
            memory.removePagemap(pagemap);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void takeBack(Runnable flip) {
        try {
            design.change(List.of(pagemap), flip);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        client.zap(pagemap);
    }

    /** Entries that map the page for the device. */
    final int mapped() {
        return client.mapped(pagemap);
    }
}
