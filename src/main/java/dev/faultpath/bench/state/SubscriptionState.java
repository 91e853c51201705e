package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.SvmFault;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.InvalidationEvent;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.Random;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One page that a walker maps over and over, a subscription around it, and a gigabyte of other pages that are invalidated. */
@State(Scope.Benchmark)
public class SubscriptionState {
    private static final long AREA = Paging.PUD_SIZE;
    private static final long BASE = 4 * AREA;

    /** Pages of the subscription around the page: one page, 2 MiB, 512 MiB, or 0 for the whole address space. */
    @Param({"0", "1", "512", "131072"})
    public int subscriptionPages;

    private final Random random = new Random(20250128);
    private AddressSpace mm;
    private GpuSvm client;
    private SvmFault walker;
    private HmmRange range;

    @Setup
    public void build() {
        PhysicalMemory memory = new PhysicalMemory();
        mm = new AddressSpace(memory);
        mm.map(new Vma(BASE, BASE + AREA, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
        mm.pageTable().setPte(BASE, Pte.page(memory.allocateSystem(0), true));
        client = new GpuSvm(mm.notifiers(), memory.newOwner("own"), new PeerAccess());
        if (subscriptionPages == 0) {
            client.subscribe(0, Paging.TASK_SIZE);
        } else {
            client.subscribe(BASE, BASE + subscriptionPages * Paging.PAGE_SIZE);
        }
        walker = new SvmFault(mm, client, Designs.create(AccessRevalidation.class, "recheck-under-lock", client), FaultShape.RECORD_REWALK);
        range = SvmFault.request(client, BASE, BASE + Paging.PAGE_SIZE);
    }

    /** Maps the page; gives the device table. */
    public DevicePageTable request() {
        int rc = walker.fault(range, SvmFault.DEFAULT_TIMEOUT_NANOS);
        if (rc != 0 && rc != Errno.EBUSY) {
            throw new IllegalStateException("request ended with " + Errno.name(rc));
        }
        return client.table();
    }

    /** Announces a change of one page that is not the walker's, anywhere in the area; 0. */
    public long invalidateElsewhere(int turn) {
        long addr = BASE + (1 + random.nextInt((int) (AREA / Paging.PAGE_SIZE) - 1)) * Paging.PAGE_SIZE;
        mm.notifiers().start(InvalidationEvent.of(addr, addr + Paging.PAGE_SIZE, InvalidationEvent.Kind.CLEAR));
        mm.notifiers().end();
        return 0;
    }

    /** Whether an invalidation elsewhere moves the sequence that the walker's requests depend on. */
    public boolean sequenceMovesElsewhere() {
        long before = range.notifier.seq();
        invalidateElsewhere(0);
        return range.notifier.seq() != before;
    }

    /** Attempts that began again: all for nothing, as the page never changes. */
    public long falseRetries() {
        return walker.retries();
    }
}
