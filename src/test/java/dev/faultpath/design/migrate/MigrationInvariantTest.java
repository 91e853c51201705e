package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Errno;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Nothing is lost: whatever fails at whatever step, every page's bytes are readable where they were, each page has one home, and
 * allocations balance to zero. Histories are made from a seed, which a failure names.
 */
class MigrationInvariantTest {
    private static final int HISTORIES = 12_000;
    private static final int STEPS = 14;
    private static final int RW = Vma.READ | Vma.WRITE | Vma.ANONYMOUS;

    private enum Step {
        WRITE, READ, POPULATE, EVICT, COPY_FAILS, EVICTION_FAILS, PIN, LOCK, HOLE_FILLED_MEANWHILE, DISCARD, TIMESLICE, NO_SYSTEM_MEMORY,
        NO_DEVICE_MEMORY
    }

    /** One history; what went wrong, and what was refused, is counted so that the test can say it was tried. */
    private static final class History {
        private final SplittableRandom random;
        private final MigrationWorld w;
        private final Set<Long> pinned = new HashSet<>();
        private final Set<Long> locked = new HashSet<>();
        private final Map<Step, Integer> hit;

        History(long seed, Map<Step, Integer> hit) {
            random = new SplittableRandom(seed);
            this.hit = hit;
            int pages = 8 + random.nextInt(25);
            // At times too little for all pages, so that neither a fault nor an eviction can be sure of it.
            long system = random.nextInt(4) == 0 ? pages / 2 + random.nextInt(pages) : Long.MAX_VALUE;
            w = new MigrationWorld(pages, 8 + random.nextInt(24), system, RW,
                    List.of("buddy", "bitmap", "free-list").get(random.nextInt(3)),
                    random.nextInt(4) == 0 ? Pagemap.Type.COHERENT : Pagemap.Type.PRIVATE);
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                Step what = Step.values()[random.nextInt(Step.values().length)];
                String after = what + " as step " + step;
                act(what);
                unhold();
                w.check(after);
            }
            for (int page = 0; page < w.pages; page++) {
                w.discard(page);
            }
            w.check("the end");
            assertThat(w.memory.systemPagesInUse()).isZero();
            for (DeviceMemory device : w.devices) {
                assertThat(device.pagemap().references()).isZero();
                assertThat(device.pagemap().freePages()).isEqualTo(device.pagemap().pages());
            }
        }

        private int populate(long timeslice) {
            return populate(random.nextInt(3), timeslice);
        }

        private int populate(int device, long timeslice) {
            int from = random.nextInt(w.pages);
            int to = Math.min(w.pages, from + 1 + random.nextInt(16));
            return w.populate(device, from, to, timeslice);
        }

        private void count(Step step, boolean yes) {
            hit.merge(step, yes ? 1 : 0, Integer::sum);
        }

        private void act(Step what) {
            int page = random.nextInt(w.pages);
            switch (what) {
                case WRITE -> {
                    for (int k = 0; k < 6; k++) {
                        count(what, w.write(random.nextInt(w.pages), 1 + random.nextInt(255)));
                    }
                }
                case READ -> count(what, w.touch(page, false));
                case POPULATE -> count(what, populate(0) == 0);
                case EVICT -> count(what, evict());
                case COPY_FAILS -> {
                    w.failingCopy = 1 + random.nextInt(4);
                    if (populate(0) == 0) {
                        w.touch(page, false);
                    }
                    count(what, w.failingCopy == 0);
                    w.failingCopy = 0;
                }
                case EVICTION_FAILS -> {
                    w.brokenCopies = 1 + random.nextInt(4);
                    int before = w.copies;
                    count(what, !evict() && w.copies >= before + 3);
                    w.brokenCopies = 0;
                }
                case PIN -> {
                    long pfn = w.pfn(page);
                    if (pfn >= 0) {
                        w.memory.memmap().pin(pfn);
                        pinned.add(pfn);
                        count(what, populate(0) == Errno.EBUSY);
                        evict();
                    }
                }
                case LOCK -> {
                    long pfn = w.pfn(page);
                    if (pfn >= 0 && w.memory.memmap().trylock(pfn)) {
                        locked.add(pfn);
                        count(what, populate(0) == Errno.EBUSY);
                        evict();
                    }
                }
                case HOLE_FILLED_MEANWHILE -> {
                    w.beforeCopy = () -> fillSomeHole(what);
                    populate(0);
                    w.beforeCopy = null;
                }
                case DISCARD -> {
                    count(what, w.home(page) >= 0);
                    w.discard(page);
                }
                case TIMESLICE -> {
                    if (populate(100) == 0) {
                        count(what, !w.touch(page, false));
                    }
                    w.now += 100;
                }
                case NO_SYSTEM_MEMORY -> {
                    for (int k = 0; k < w.pages; k++) {
                        count(what, !w.touch(k, true));
                    }
                }
                case NO_DEVICE_MEMORY -> {
                    int device = random.nextInt(3);
                    Pagemap pagemap = w.devices[device].pagemap();
                    List<Long> taken = new ArrayList<>();
                    for (long pfn; (pfn = w.memory.allocateDevicePages(pagemap, 0)) >= 0; ) {
                        taken.add(pfn);
                    }
                    count(what, populate(device, 0) == Errno.ENOMEM);
                    taken.forEach(pfn -> w.memory.freeDevice(pagemap, pfn, 0));
                }
                default -> throw new AssertionError(what);
            }
        }

        /** A CPU fault that comes while the engine copies. */
        private void fillSomeHole(Step what) {
            for (int page = 0; page < w.pages; page++) {
                if (w.entry(page) == 0) {
                    count(what, w.write(page, 77));
                    return;
                }
            }
        }

        private boolean evict() {
            for (int page = 0; page < w.pages; page++) {
                int home = w.home(page);
                if (home >= 0) {
                    return w.devices[home].evictToRam(w.devices[home].blockOf(w.pfn(page))) == 0;
                }
            }
            return false;
        }

        private void unhold() {
            Memmap memmap = w.memory.memmap();
            pinned.forEach(memmap::unpin);
            locked.forEach(memmap::unlock);
            pinned.clear();
            locked.clear();
        }
    }

    @Test
    void nothingIsLostWhateverFails() {
        Map<Step, Integer> hit = new EnumMap<>(Step.class);
        for (int seed = 0; seed < HISTORIES; seed++) {
            try {
                new History(seed, hit).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history with seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(hit.keySet()).containsExactlyInAnyOrder(Step.values());
        hit.forEach((step, count) -> assertThat(count).as("%s had its effect", step).isGreaterThan(HISTORIES / 100));
    }

    /** The same with 2 MiB pages: few histories, as each moves megabytes. */
    @Test
    void nothingIsLostOfHugePagesEither() {
        Map<String, Integer> seen = new HashMap<>();
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long system = random.nextInt(3) == 0 ? 1024 + 512 : Long.MAX_VALUE;
            MigrationWorld w = new MigrationWorld(1024, 400 + random.nextInt(900), system, RW | Vma.HUGEPAGE, "buddy");
            w.writeAll();
            for (int step = 0; step < 6; step++) {
                int from = random.nextInt(3) == 0 ? random.nextInt(1000) : random.nextInt(2) * 512;
                int to = Math.min(1024, random.nextInt(3) == 0 ? from + 1 + random.nextInt(600) : from + 512);
                if (random.nextInt(4) == 0) {
                    w.failingCopy = 1 + random.nextInt(3);
                }
                int rc = w.populate(random.nextInt(3), from, to);
                w.failingCopy = 0;
                w.check("populate " + from + "-" + to + " as step " + step + " of seed " + seed + ": " + Errno.name(rc));
                seen.merge(Errno.name(rc), 1, Integer::sum);
                seen.merge("huge", huge(w), Integer::sum);
                w.touch(random.nextInt(1024), random.nextBoolean());
                w.check("touch as step " + step + " of seed " + seed);
            }
        }
        assertThat(seen.keySet()).contains("0", "-EFAULT", "-ENOMEM");
        assertThat(seen.get("huge")).as("2 MiB entries that stood for device memory").isGreaterThan(20);
    }

    private static int huge(MigrationWorld w) {
        int huge = 0;
        for (int page = 0; page < w.pages; page += 512) {
            huge += w.home(page) >= 0 && w.mm.pageTable().pteIndex(MigrationWorld.addr(page)) < 0 ? 1 : 0;
        }
        return huge;
    }
}
