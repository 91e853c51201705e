package dev.faultpath.cli;

import dev.faultpath.design.walk.Deviation;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.IntervalNotifier;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One request, carried out on a model as a driver would: read the sequence, take the mmap lock, fault the range, start over when the
 * sequence moved. The model's own CPU faults move it, so that a request that breaks copy-on-write starts over. Counts are over all starts.
 *
 * @param rc        return code of the last start
 * @param pages     words that are output; those after them are still input
 * @param cpuFaults one for each 4 KiB page of each span
 * @param restarts  how often a walk was followed by another within one start
 * @param retries   how often the request started over because the sequence moved
 * @param reason    why not all words are output; null if all are
 * @param notes     where the model differs from the kernel and this answer depends on it
 * @param runs      in address order
 */
record WalkResult(int rc, int pages, long walks, long cpuFaults, long migrationWaits, long restarts, long retries, String reason,
                  Set<Deviation> notes, List<WordRun> runs) {
    /** Stands for a page that no VMA covers. */
    static final String NO_VMA = "no-vma";
    /** Stands for a page whose entry is missing at a level above the last. */
    static final String HOLE = "hole";

    /**
     * Consecutive pages whose words are alike.
     *
     * @param output  whether the words are output; false: input that was not reached
     * @param word    the first page's word
     * @param pfnStep 1 when pfns rise by one from page to page, -1 when they fall, 0 when they are all the same
     * @param found   what the page table had there before, in the words of a layout
     * @param now     what it has there afterwards
     */
    record WordRun(long addr, int pages, boolean output, long word, int pfnStep, String found, String now) {
        long end() {
            return addr + pages * Paging.PAGE_SIZE;
        }
    }

    static WalkResult of(LayoutModel model, WalkRequest request, Owner owner, FaultShape shape, boolean once, WalkEvents events) {
        AddressSpace mm = model.mm();
        events.before();
        HmmRange range = new HmmRange();
        range.start = request.start();
        range.end = request.end();
        range.defaultFlags = request.defaultFlags();
        range.pfnFlagsMask = request.mask();
        range.devPrivateOwner = owner;
        range.pfns = new long[request.words().length];
        range.notifier = mm.notifiers().insert(range.start, range.end, (subscription, event, seq) -> {
            subscription.setSeq(seq);
            return true;
        });
        Deviations deviations = new Deviations(mm, range);
        String[] found = entries(model, request.start(), range.pfns.length);
        RangeFault engine = new RangeFault(mm, shape);
        WalkReason reason = new WalkReason(mm, range.start, owner);
        long walks = 0;
        long cpuFaults = 0;
        long waits = 0;
        long retries = -1;
        int rc;
        do {
            retries++;
            markInput(request.words(), range.pfns);
            rc = start(mm, engine, range, range.notifier);
            walks += engine.lastWalk().walks();
            cpuFaults += engine.lastWalk().cpuFaults();
            waits += engine.lastWalk().migrationWaits();
            if (rc == 0) {
                events.between();
                if (range.notifier.readRetry(range.notifierSeq)) {
                    rc = Errno.EBUSY;
                    markInput(request.words(), range.pfns);
                }
            }
        } while (rc == Errno.EBUSY && !once);
        int done = 0;
        while (done < range.pfns.length && HmmPfn.pfn(range.pfns[done]) != HmmPfn.PFN_MASK) {
            done++;
        }
        String why = reason.of(rc, range.start + (long) done * Paging.PAGE_SIZE);
        return new WalkResult(rc, done, walks, cpuFaults, waits, Math.max(0, walks - retries - 1), retries, why,
                deviations.of(request.words(), done, rc == 0), runs(model, request, range.pfns, done, found));
    }

    /**
     * Copies the request words and fills their pfn field, which no request uses, with ones: no answer has that pfn, so the
     * words that were never written can be told afterwards, whatever way the walk ended.
     */
    private static void markInput(long[] words, long[] pfns) {
        for (int i = 0; i < words.length; i++) {
            pfns[i] = words[i] | HmmPfn.PFN_MASK;
        }
    }

    private static int start(AddressSpace mm, RangeFault engine, HmmRange range, IntervalNotifier notifier) {
        try {
            range.notifierSeq = notifier.readBegin();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Errno.EINTR;
        }
        mm.mmapLock().readLock();
        try {
            return engine.fault(range);
        } finally {
            mm.mmapLock().readUnlock();
        }
    }

    private static List<WordRun> runs(LayoutModel model, WalkRequest request, long[] pfns, int done, String[] found) {
        String[] now = entries(model, request.start(), pfns.length);
        List<WordRun> runs = new ArrayList<>();
        WordRun run = null;
        for (int i = 0; i < pfns.length; i++) {
            long addr = request.start() + i * Paging.PAGE_SIZE;
            boolean output = i < done;
            long word = output ? pfns[i] : request.words()[i];
            if (run != null && run.output() == output && run.found().equals(found[i]) && run.now().equals(now[i])) {
                long step = word - run.word();
                boolean second = run.pages() == 1 && step >= -1 && step <= 1;
                if (second || run.pages() > 1 && step == (long) run.pages() * run.pfnStep()) {
                    run = new WordRun(run.addr(), run.pages() + 1, output, run.word(), second ? (int) step : run.pfnStep(),
                            run.found(), now[i]);
                    continue;
                }
            }
            if (run != null) {
                runs.add(run);
            }
            run = new WordRun(addr, 1, output, word, 0, found[i], now[i]);
        }
        if (run != null) {
            runs.add(run);
        }
        return runs;
    }

    /** What the page table has at every page, in the words of a layout. */
    private static String[] entries(LayoutModel model, long start, int pages) {
        AddressSpace mm = model.mm();
        Pagemap[] pagemaps = mm.memory().pagemaps();
        String[] pagemapNames = model.pagemaps().keySet().toArray(new String[0]);
        // One string a kind and pagemap, not one a page.
        String[][] words = new String[EntryKind.values().length][pagemaps.length];
        String[] entries = new String[pages];
        for (int i = 0; i < pages; i++) {
            long addr = start + i * Paging.PAGE_SIZE;
            EntryKind kind = ModelBuilder.kindAt(mm, addr);
            if (kind == null) {
                entries[i] = mm.vmaLookup(addr) == null ? NO_VMA : HOLE;
                continue;
            }
            Pagemap pagemap = kind.hasPfn() ? ModelBuilder.pagemapAt(mm, addr) : null;
            if (pagemap == null) {
                entries[i] = kind.token();
                continue;
            }
            String[] ofKind = words[kind.ordinal()];
            if (ofKind[pagemap.id()] == null) {
                ofKind[pagemap.id()] = kind.token() + " " + pagemapNames[pagemap.id()];
            }
            entries[i] = ofKind[pagemap.id()];
        }
        return entries;
    }
}
