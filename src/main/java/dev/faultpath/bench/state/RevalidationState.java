package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.PeerRevocation;
import dev.faultpath.fault.SvmFault;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One client whose pages all live in the memory of peers that it may use, and one walker. The design alone is loaded in a fork. */
@State(Scope.Benchmark) // of one scope with whoever asks for it: JMH would make a second one for another thread-scoped state
public class RevalidationState {
    private static final long BASE = 4 * Paging.PUD_SIZE;

    /** The design's name. */
    @Param({"recheck-under-lock", "generation", "sequence-per-pagemap", "notifier-sequence", "tryget-live", "epoch", "stamped-lock",
            "switch-point", "optimistic-rollback", "broken-cache"})
    public String design;

    /** Pages of one request. */
    @Param({"512", "1", "16", "8192"})
    public int pages;

    /** Peers whose memory the request meets, each with one pagemap; no more of them are met than there are runs. */
    @Param({"1", "8"})
    public int devices;

    /** Consecutive pages of one peer. */
    @Param({"16"})
    public int runLength;

    private PhysicalMemory memory;
    private AddressSpace mm;
    private GpuSvm client;
    private Pagemap[] pagemaps;
    private PeerRevocation.Client revocable;
    private PeerRevocation revocation;
    private SvmFault walker;
    private AccessRevalidation.Reader reader;
    private HmmRange range;
    private HmmRange nothing;
    private Pagemap[] runs;

    /** Builds the model, grants all rights, and makes one request, so that answers are remembered. */
    @Setup
    public void build() throws InterruptedException {
        memory = new PhysicalMemory();
        Owner own = memory.newOwner("own");
        mm = new AddressSpace(memory);
        long end = BASE + pages * Paging.PAGE_SIZE;
        mm.map(new Vma(BASE, end, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
        client = new GpuSvm(mm.notifiers(), own, new PeerAccess());
        client.subscribe(0, Paging.TASK_SIZE);
        AccessRevalidation revalidation = Designs.create(AccessRevalidation.class, design, client);
        revocable = new PeerRevocation.Client(mm, client, revalidation);
        revocation = new PeerRevocation(memory, List.of(revocable));
        pagemaps = new Pagemap[devices];
        for (int i = 0; i < devices; i++) {
            pagemaps[i] = memory.newPagemap(memory.newDevice("gpu" + i, i), Pagemap.Type.PRIVATE, memory.newOwner("gpu" + i), pages);
            revocation.grant(revocable, pagemaps[i]);
        }
        runs = new Pagemap[(pages + runLength - 1) / runLength];
        for (int i = 0; i < pages; i++) {
            Pagemap home = pagemaps[i / runLength % devices];
            runs[i / runLength] = home;
            mm.pageTable().setPte(BASE + i * Paging.PAGE_SIZE, Pte.devicePrivate(memory.allocateDevice(home, 0), true, home.owner().id()));
        }
        walker = new SvmFault(mm, client, revalidation, FaultShape.RECORD_REWALK);
        reader = revalidation.reader();
        range = SvmFault.request(client, BASE, end);
        nothing = SvmFault.request(client, BASE, BASE);
        request();
        protocol();
    }

    /** One request from the sequence to the commit; gives the device table. */
    public DevicePageTable request() {
        int rc = walker.fault(range, SvmFault.DEFAULT_TIMEOUT_NANOS);
        // Under a stream of revocations a request may come to its timeout; that is an answer, and it is counted as retries.
        if (rc != 0 && rc != Errno.EBUSY) {
            throw new IllegalStateException("request ended with " + Errno.name(rc));
        }
        return client.table();
    }

    /** What a design does for a request, without the walk and with nothing to write; gives the device table. */
    public DevicePageTable protocol() throws InterruptedException {
        nothing.notifierSeq = nothing.notifier.readBegin();
        reader.begin(nothing);
        try {
            boolean all = true;
            for (Pagemap run : runs) {
                all &= reader.mayUse(run);
            }
            if (!all || !reader.prepare(nothing) || reader.commit(nothing) != 0) {
                throw new IllegalStateException("a right that nobody took was refused");
            }
        } finally {
            reader.end();
        }
        return client.table();
    }

    /** Writes the words of the last request again, under the driver's lock and without a question or a check. */
    public DevicePageTable commitAlone() {
        client.driverLock().lock();
        try {
            client.table().commit(range);
        } finally {
            client.driverLock().unlock();
        }
        return client.table();
    }

    /** The answers to the request as they must be where every right is granted, for comparison with the request's words. */
    public long[] expected() {
        long[] words = new long[pages];
        for (int i = 0; i < pages; i++) {
            words[i] = HmmPfn.VALID | HmmPfn.WRITE | Pte.pfn(mm.pageTable().lookup(BASE + i * Paging.PAGE_SIZE));
        }
        return words;
    }

    /** The words of the last request. */
    public long[] words() {
        return range.pfns;
    }

    /** Withdraws the right to one pagemap and grants it again; the time that the first took, nanoseconds. */
    public long revokeAndGrant(int which) throws InterruptedException {
        Pagemap pagemap = pagemaps[which % devices];
        long begun = System.nanoTime();
        revocation.revoke(revocable, pagemap);
        long ended = System.nanoTime();
        revocation.grant(revocable, pagemap);
        return ended - begun;
    }

    /** The walker, for its counts. */
    public SvmFault walker() {
        return walker;
    }

    /** Pages that the device sees, counted one by one. */
    public int mapped() {
        int mapped = 0;
        for (Pagemap pagemap : pagemaps) {
            mapped += client.mapped(pagemap);
        }
        return mapped;
    }

    /** Struct pages of the model, for its footprint in bytes. */
    public long memmapBytes() {
        return memory.memmap().pages() << Memmap.STRIDE_SHIFT + 3;
    }
}
