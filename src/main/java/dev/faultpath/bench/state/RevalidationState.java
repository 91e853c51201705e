package dev.faultpath.bench.state;

import dev.faultpath.fault.SvmFault;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.PageMover;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One client whose pages all live in the memory of peers, and a request for all of them; the design is a {@link RevalidationDesign}. */
@State(Scope.Benchmark) // of one scope with whoever asks for it: JMH would make a second one for another thread-scoped state
public class RevalidationState {
    private static final long BASE = 4 * Paging.PUD_SIZE;

    @Param({"512", "1", "16", "8192"})
    public int pages;

    /** Peers whose memory the request meets, each with one pagemap; no more of them are met than there are runs. */
    @Param({"1", "8"})
    public int devices;

    /** Consecutive pages of one peer. */
    @Param({"16"})
    public int runLength;

    PhysicalMemory memory;
    AddressSpace mm;
    GpuSvm client;
    /** The peers'. */
    Pagemap[] pagemaps;
    /** The pagemap of each run of pages, in order. */
    Pagemap[] runs;
    private HmmRange range;

    /** Builds the model, with all rights granted, and answers the request once. */
    @Setup
    public void build() {
        memory = new PhysicalMemory();
        mm = new AddressSpace(memory);
        long end = BASE + pages * Paging.PAGE_SIZE;
        mm.map(new Vma(BASE, end, Vma.READ | Vma.WRITE | Vma.ANONYMOUS));
        client = new GpuSvm(mm.notifiers(), memory.newOwner("own"), new PeerAccess(), devices);
        client.subscribe(0, Paging.TASK_SIZE);
        pagemaps = new Pagemap[devices];
        for (int i = 0; i < devices; i++) {
            pagemaps[i] = memory.newPagemap(memory.newDevice("gpu" + i, i), Pagemap.Type.PRIVATE, memory.newOwner("gpu" + i), pages);
            client.access().grant(pagemaps[i]);
        }
        runs = new Pagemap[(pages + runLength - 1) / runLength];
        for (int i = 0; i < pages; i++) {
            Pagemap home = pagemaps[i / runLength % devices];
            runs[i / runLength] = home;
            mm.pageTable().setPte(BASE + i * Paging.PAGE_SIZE, Pte.devicePrivate(memory.allocateDevice(home, 0), true, home.owner().id()));
        }
        range = SvmFault.request(client, BASE, end);
        for (int i = 0; i < pages; i++) {
            range.pfns[i] = HmmPfn.VALID | HmmPfn.WRITE | Pte.pfn(mm.pageTable().lookup(BASE + i * Paging.PAGE_SIZE));
        }
    }

    /** Pagemaps that the request meets, the first of {@link #pagemaps}. */
    int met() {
        return Math.min(devices, runs.length);
    }

    /**
     * Plugs a device in where another was unplugged, at its bus address and with its pfns, and moves the pages there that the other
     * had. The client has no right to it yet.
     *
     * @param which position among {@link #pagemaps}; that pagemap is dead
     * @throws IllegalStateException if a page does not move: somebody else changes this address space
     */
    Pagemap plugIn(int which) {
        Pagemap gone = pagemaps[which];
        Pagemap next = memory.newPagemapInPlaceOf(gone, memory.newDevice(gone.device().name(), gone.device().busAddress()), gone.owner());
        pagemaps[which] = next;
        PageMover mover = new PageMover(mm);
        for (int run = which; run < runs.length; run += devices) {
            runs[run] = next;
            for (int i = run * runLength; i < Math.min(pages, (run + 1) * runLength); i++) {
                int rc = mover.toDevice(BASE + i * Paging.PAGE_SIZE, next);
                if (rc != 0) {
                    throw new IllegalStateException("page " + i + " does not move to the new device: " + Errno.name(rc));
                }
            }
        }
        return next;
    }

    /** The request for all pages; its words are the answer. */
    public HmmRange range() {
        return range;
    }

    HmmRange nothing() {
        return SvmFault.request(client, BASE, BASE);
    }

    /** Writes the words of the request for the device, under the driver's lock and without a question or a check. */
    public DevicePageTable commitAlone() {
        client.driverLock().lock();
        try {
            client.table().commit(range);
        } finally {
            client.driverLock().unlock();
        }
        return client.table();
    }

    /** Takes the driver's lock and gives it back. */
    @SuppressWarnings("LockNotBeforeTry") // nothing stands between that could throw
    public DevicePageTable lockAlone() {
        client.driverLock().lock();
        client.driverLock().unlock();
        return client.table();
    }

    /** Pages that the device sees, counted one by one. */
    public int mapped() {
        int mapped = 0;
        client.driverLock().lock();
        try {
            for (long addr = range.start; addr < range.end; addr += Paging.PAGE_SIZE) {
                mapped += client.table().pfnAt(addr) >= 0 ? 1 : 0;
            }
        } finally {
            client.driverLock().unlock();
        }
        return mapped;
    }
}
