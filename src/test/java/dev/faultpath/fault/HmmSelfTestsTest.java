package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the kernel's own tests of HMM look at (the names in brackets are theirs), on a process and two devices of the model: told by
 * behaviour, in our own way. After each test everything that was taken has been given back.
 */
class HmmSelfTestsTest {
    private static final long PAGE = Paging.PAGE_SIZE;
    private static final long HUGE = Paging.PMD_SIZE;
    private static final int RW = Vma.READ | Vma.WRITE;
    private static final int ANON = RW | Vma.ANONYMOUS;
    private static final long V = HmmPfn.VALID;
    private static final long W = HmmPfn.WRITE;
    private static final long SIZE = 64 * PAGE;

    private final PhysicalMemory memory = new PhysicalMemory();
    private final DevicePagemaps machine = new DevicePagemaps(memory, new PageContents());
    private final Process process = new Process(machine);
    private final List<Process> processes = new ArrayList<>(List.of(process));
    private final List<Pagemap> pagemaps = new ArrayList<>();
    private boolean noHuge;
    private final Driver gpu = device(Pagemap.Type.PRIVATE);
    private final Pagemap vram = pagemaps.get(0);

    private Driver device(Pagemap.Type type) {
        int bus = pagemaps.size();
        pagemaps.add(memory.newPagemap(memory.newDevice("gpu" + bus, bus), type, memory.newOwner("gpu" + bus), 2048));
        return open(process, pagemaps.get(bus));
    }

    /** A device that has no 2 MiB in one piece when told so, neither of its own nor for the way back. */
    private Driver open(Process of, Pagemap pagemap) {
        return new Driver(of, pagemap) {
            @Override
            protected boolean mayAllocate(int order, boolean device) {
                return order == 0 || !noHuge;
            }
        };
    }

    @AfterEach
    void nothingIsLeft() {
        processes.forEach(Process::exit);
        assertThat(memory.systemPagesInUse()).isZero();
        assertThat(pagemaps).allSatisfy(pagemap -> assertThat(pagemap.references()).isZero());
    }

    /** Every page its own bytes, from a seed. */
    private static byte[] bytes(long size, int seed) {
        byte[] bytes = new byte[(int) size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private long written(long size, int flags) {
        long at = process.mmap(size, flags);
        assertThat(process.write(at, bytes(size, 1))).isZero();
        return at;
    }

    private static void holds(Process of, long at, byte[] wanted) {
        byte[] found = new byte[wanted.length];
        assertThat(of.read(at, found)).isZero();
        assertThat(Arrays.equals(found, wanted)).as("what the CPU reads").isTrue();
    }

    private static void sees(Driver device, long at, byte[] wanted) {
        byte[] found = new byte[wanted.length];
        assertThat(device.read(at, found)).isZero();
        assertThat(Arrays.equals(found, wanted)).as("what the device reads").isTrue();
    }

    private static boolean has(long word, long flags) {
        return (word & (V | W | HmmPfn.ERROR)) == flags;
    }

    private static void all(Driver device, long addr, long size, LongPredicate wanted) {
        assertThat(Arrays.stream(device.snapshot(addr, size)).allMatch(wanted)).as("what is there").isTrue();
    }

    private static void allAt(Driver device, Pagemap pagemap, long addr, long size) {
        all(device, addr, size, word -> pagemap.contains(HmmPfn.pfn(word)));
    }

    /** Empty pages, the zero page and written ones in a read-only area, then one that forbids reading (anon_read, anon_read_prot). */
    @Test
    void read() {
        long at = process.mmap(SIZE, ANON);
        byte[] wanted = bytes(SIZE, 1);
        Arrays.fill(wanted, 0, (int) (2 * PAGE), (byte) 0);
        process.write(at + 2 * PAGE, Arrays.copyOfRange(wanted, (int) (2 * PAGE), wanted.length));
        process.mprotect(at, SIZE, Vma.READ);
        assertThat(process.get(at + PAGE)).isZero();
        sees(gpu, at, wanted);
        process.mprotect(at, SIZE, 0);
        assertThat(gpu.read(at, new byte[8])).isEqualTo(Errno.EFAULT);
        assertThat(process.read(at, new byte[8])).isEqualTo(Errno.EFAULT);
    }

    /** A read-only area refuses, and a zero page is replaced once it may be written; small, huge and hugetlb pages (anon_write...). */
    @ParameterizedTest
    @ValueSource(ints = {0, Vma.HUGEPAGE, Vma.HUGETLB})
    void write(int flags) {
        long at = process.mmap(HUGE, Vma.READ | Vma.ANONYMOUS | flags);
        sees(gpu, at, new byte[64]);
        assertThat(gpu.write(at, bytes(HUGE, 2))).isEqualTo(Errno.EPERM);
        process.mprotect(at, HUGE, RW);
        assertThat(gpu.write(at, bytes(HUGE, 2))).isZero();
        holds(process, at, bytes(HUGE, 2));
        all(gpu, at, HUGE, word -> has(word, V | W) && HmmPfn.order(word) == (flags == 0 ? 0 : Paging.PMD_ORDER));
    }

    /** There and back several times; a coherent device's pages come back only when told to (migrate, migrate_multiple). */
    @ParameterizedTest
    @EnumSource(Pagemap.Type.class)
    void migrate(Pagemap.Type type) {
        Driver device = device(type);
        Pagemap memoryOf = pagemaps.get(1);
        boolean coherent = type == Pagemap.Type.COHERENT;
        for (int round = 0; round < 3; round++) {
            long at = written(SIZE, ANON);
            assertThat(device.migrateToDevice(at, SIZE)).isEqualTo(64);
            allAt(device, memoryOf, at, SIZE);
            sees(device, at, bytes(SIZE, 1));
            holds(process, at, bytes(SIZE, 1));
            all(device, at, SIZE, word -> memoryOf.contains(HmmPfn.pfn(word)) == coherent);
            assertThat(device.migrateToSystem(at, SIZE)).isEqualTo(coherent ? 64 : 0);
        }
        long shared = process.mmap(SIZE, RW | Vma.SHARED);
        assertThat(device.migrateToDevice(shared, SIZE)).as("shared memory stays").isZero();
        assertThat(device.migrateToDevice(process.mmap(SIZE, Vma.ANONYMOUS), SIZE)).as("protected").isEqualTo(Errno.EINVAL);
    }

    /** Half comes back by CPU faults, and all goes again; pages of a huge one too (migrate_fault, migrate_anon_huge_fault). */
    @ParameterizedTest
    @ValueSource(ints = {0, Vma.HUGEPAGE})
    void faultBack(int flags) {
        long at = written(2 * HUGE, ANON | flags);
        assertThat(gpu.migrateToDevice(at, 2 * HUGE)).isEqualTo(1024);
        all(gpu, at, HUGE, word -> HmmPfn.order(word) == (flags == 0 ? 0 : Paging.PMD_ORDER) && has(word, V | W));
        holds(process, at, bytes(HUGE, 1));
        allAt(gpu, vram, at + HUGE, HUGE);
        assertThat(gpu.migrateToDevice(at, 2 * HUGE)).as("the half that came back").isEqualTo(512);
        sees(gpu, at, bytes(2 * HUGE, 1));
        holds(process, at, bytes(2 * HUGE, 1));
    }

    /** What each device sees of protected, missing, zero, read-only, written, own and foreign pages (snapshot, double_map). */
    @ParameterizedTest
    @EnumSource(Pagemap.Type.class)
    void snapshot(Pagemap.Type type) {
        Driver near = device(type);
        Driver far = device(type);
        long at = process.mmap(7 * PAGE, Vma.ANONYMOUS);
        process.munmap(at + PAGE, PAGE);
        process.mprotect(at + 2 * PAGE, PAGE, Vma.READ);
        process.get(at + 2 * PAGE);
        process.mprotect(at + 3 * PAGE, 4 * PAGE, RW);
        process.write(at + 3 * PAGE, bytes(2 * PAGE, 3));
        process.mprotect(at + 3 * PAGE, PAGE, Vma.READ);
        assertThat(near.migrateToDevice(at + 5 * PAGE, PAGE)).isEqualTo(1);
        assertThat(far.migrateToDevice(at + 6 * PAGE, PAGE)).isEqualTo(1);
        assertThat(near.migrateToDevice(at + 6 * PAGE, PAGE)).as("it is on the other device").isZero();
        long[] words = near.snapshot(at, 7 * PAGE);
        assertThat(words[0]).isEqualTo(HmmPfn.ERROR).isEqualTo(words[1]);
        assertThat(has(words[2], V) && HmmPfn.pfn(words[2]) == Memmap.ZERO_PFN).isTrue();
        assertThat(has(words[3], V)).isTrue();
        assertThat(has(words[4], V | W)).isTrue();
        assertThat(has(words[5], V | W) && pagemaps.get(1).contains(HmmPfn.pfn(words[5]))).isTrue();
        boolean remote = has(words[6], V | W) && pagemaps.get(2).contains(HmmPfn.pfn(words[6]));
        assertThat(remote).isEqualTo(type == Pagemap.Type.COHERENT);
        assertThat(near.fault(at + 6 * PAGE, PAGE, HmmPfn.REQ_FAULT)).as("the other device's page comes").isZero();
    }

    /** What a device has comes back when it is closed, so that another one sees system pages; a child's and what may not be read too. */
    @ParameterizedTest
    @EnumSource(Pagemap.Type.class)
    void close(Pagemap.Type type) throws InterruptedException {
        Driver device = device(type);
        Pagemap memoryOf = pagemaps.get(1);
        process.mmap(HUGE, ANON | Vma.HUGETLB);
        long at = written(HUGE, ANON | Vma.HUGEPAGE);
        long small = written(SIZE, ANON);
        assertThat(device.migrateToDevice(at, HUGE) + device.migrateToDevice(small, SIZE)).isEqualTo(576);
        Process child = process.fork();
        processes.add(child);
        process.mprotect(small, PAGE, 0);
        device.close();
        assertThat(memoryOf.references()).isZero();
        all(gpu, at, HUGE, word -> has(word, V) && !memoryOf.contains(HmmPfn.pfn(word)));
        holds(process, at, bytes(HUGE, 1));
        holds(child, small, bytes(SIZE, 1));
    }

    /** The CPU takes a loan back, so does a change of permission, and a child never sees one (exclusive, _mprotect, _cow). */
    @ParameterizedTest
    @ValueSource(ints = {0, Vma.HUGEPAGE})
    void exclusive(int flags) {
        long at = written(HUGE, ANON | flags);
        assertThat(gpu.makeExclusive(at, SIZE)).isEqualTo(64);
        assertThat(gpu.exclusive(at)).isTrue();
        sees(gpu, at, bytes(SIZE, 1));
        assertThat(gpu.exclusive(at)).as("a read is not a use of the CPU's").isTrue();
        assertThat(gpu.write(at, new byte[] {9})).isZero();
        assertThat(gpu.exclusive(at)).as("a plain write ends it").isFalse();
        assertThat(process.get(at)).isEqualTo((byte) 9);
        assertThat(gpu.exclusive(at + PAGE)).as("the next page is still lent").isTrue();
        assertThat(process.get(at + PAGE)).isEqualTo(bytes(SIZE, 1)[(int) PAGE]);
        assertThat(gpu.exclusive(at + PAGE)).isFalse();
        assertThat(gpu.exclusive(at + 2 * PAGE)).isTrue();
        Process child = process.fork();
        processes.add(child);
        assertThat(child.write(at + PAGE, new byte[] {8})).isZero();
        assertThat(process.get(at + PAGE)).isEqualTo(bytes(SIZE, 1)[(int) PAGE]);
        assertThat(gpu.makeExclusive(at, SIZE)).isEqualTo(64);
        process.mprotect(at, HUGE, Vma.READ);
        assertThat(gpu.write(at, new byte[] {9})).isEqualTo(Errno.EPERM);
    }

    /** A hugetlb page is not lent, and stays what it is; empty or written. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noLoanOfHugetlb(boolean written) {
        long at = written ? written(HUGE, ANON | Vma.HUGETLB) : process.mmap(HUGE, ANON | Vma.HUGETLB);
        assertThat(gpu.makeExclusive(at + PAGE, PAGE)).isEqualTo(Errno.EOPNOTSUPP);
        assertThat(gpu.exclusive(at + PAGE)).isFalse();
        all(gpu, at, HUGE, word -> has(word, V | W) && HmmPfn.order(word) == Paging.PMD_ORDER);
        assertThat(gpu.fault(at, HUGE, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE)).isZero();
        holds(process, at, written ? bytes(HUGE, 1) : new byte[(int) HUGE]);
    }

    /** Copy on write by CPU and device, before and after a migration; shared memory is not copied (anon_write_child..., cow_in_device). */
    @ParameterizedTest
    @CsvSource({"0,false", "0,true", "256,false", "256,true"})
    void fork(int flags, boolean migrate) {
        long at = written(HUGE, ANON | flags);
        long shared = written(SIZE, RW | Vma.SHARED);
        if (migrate) {
            assertThat(gpu.migrateToDevice(at, HUGE)).isEqualTo(512);
        }
        Process child = process.fork();
        processes.add(child);
        Driver childs = open(child, vram);
        assertThat(gpu.fault(at, HUGE, HmmPfn.REQ_FAULT)).isZero();
        if (migrate) {
            assertThat(childs.write(at, new byte[] {9})).as("row 12 of the decision table").isEqualTo(Errno.EFAULT);
            allAt(gpu, vram, at, HUGE);
        }
        holds(child, at, bytes(HUGE, 1));
        all(gpu, at, HUGE, word -> !vram.contains(HmmPfn.pfn(word)));
        assertThat(childs.write(at, bytes(HUGE, 5))).isZero();
        assertThat(childs.write(shared, bytes(SIZE, 6))).isZero();
        holds(child, at, bytes(HUGE, 5));
        holds(process, at, bytes(HUGE, 1));
        holds(process, shared, bytes(SIZE, 6));
    }

    /**
     * A child's write splits its mapping of a huge page, and only the page that it writes is copied; the parent maps all of it until it
     * writes too. What becomes of the rest: the child or the parent ends first, or changes, moves and forks again.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void copyOnWriteSplits(int then) {
        long at = written(HUGE, ANON | Vma.HUGEPAGE);
        long page = HmmPfn.pfn(gpu.snapshot(at, PAGE)[0]);
        Process child = process.fork();
        processes.add(child);
        Driver childs = open(child, vram);
        assertThat(childs.write(at + 3 * PAGE, new byte[] {9})).isZero();
        all(childs, at, HUGE, word -> HmmPfn.order(word) == 0);
        long[] words = childs.snapshot(at, HUGE);
        assertThat(has(words[2], V) && HmmPfn.pfn(words[2]) == page + 2).isTrue();
        assertThat(has(words[3], V | W) && HmmPfn.pfn(words[3]) != page + 3).isTrue();
        all(gpu, at, HUGE, word -> has(word, V) && HmmPfn.order(word) == Paging.PMD_ORDER);
        byte[] childsBytes = bytes(HUGE, 1);
        childsBytes[(int) (3 * PAGE)] = 9;
        holds(child, at, childsBytes);
        switch (then) {
            case 0 -> {
                child.exit();
                assertThat(process.write(at, new byte[] {bytes(HUGE, 1)[0]})).isZero();
                all(gpu, at, HUGE, word -> has(word, V | W) && HmmPfn.order(word) == Paging.PMD_ORDER);
            }
            case 1 -> {
                assertThat(process.write(at + 3 * PAGE, new byte[] {bytes(HUGE, 1)[(int) (3 * PAGE)]})).isZero();
                all(gpu, at, HUGE, word -> HmmPfn.order(word) == 0);
                assertThat(has(gpu.snapshot(at + 3 * PAGE, PAGE)[0], V | W)).isTrue();
                assertThat(has(gpu.snapshot(at + 4 * PAGE, PAGE)[0], V)).isTrue();
            }
            case 2 -> {
                assertThat(gpu.migrateToDevice(at, HUGE)).isEqualTo(512);
                assertThat(gpu.makeExclusive(at, SIZE)).isEqualTo(64);
            }
            case 3 -> {
                assertThat(childs.migrateToDevice(at, HUGE)).isEqualTo(512);
                assertThat(HmmPfn.order(gpu.snapshot(at, PAGE)[0])).as("split for the move").isZero();
            }
            case 4 -> {
                process.mprotect(at, HUGE, Vma.READ);
                process.mprotect(at, HUGE, RW);
                all(gpu, at, HUGE, word -> has(word, V));
                processes.add(process.fork());
                holds(processes.get(2), at, bytes(HUGE, 1));
            }
            default -> {
                assertThat(process.munmap(at, HUGE / 2)).isZero();
                assertThat(process.mremap(at + HUGE / 2, HUGE / 2, HUGE / 2, at + 4 * HUGE, false)).isEqualTo(at + 4 * HUGE);
                holds(process, at + 4 * HUGE, Arrays.copyOfRange(bytes(HUGE, 1), (int) (HUGE / 2), (int) HUGE));
            }
        }
        if (then < 5) {
            holds(process, at, bytes(HUGE, 1));
        }
        if (then > 0) {
            holds(child, at, childsBytes);
        }
    }

    /** Half of a migrated stretch is unmapped; the rest comes back (migrate_partial_unmap_fault). */
    @ParameterizedTest
    @CsvSource({"0,0", "0,128", "0,256", "256,0", "256,128", "256,256"})
    void partialUnmap(int flags, int from) {
        long at = written(HUGE, ANON | flags);
        assertThat(gpu.migrateToDevice(at, HUGE)).isEqualTo(512);
        assertThat(process.munmap(at + from * PAGE, HUGE / 2)).isZero();
        assertThat(vram.references()).isEqualTo(256);
        assertThat(process.read(at + from * PAGE, new byte[1])).isEqualTo(Errno.EFAULT);
        holds(process, at, Arrays.copyOf(bytes(HUGE, 1), (int) (from * PAGE)));
        long behind = from * PAGE + HUGE / 2;
        holds(process, at + behind, Arrays.copyOfRange(bytes(HUGE, 1), (int) behind, (int) HUGE));
    }

    /** Moved before or after the migration, to an aligned place or not, with the old area kept or gone (migrate_remap_fault). */
    @ParameterizedTest
    @CsvSource({"0,0", "0,128", "256,0", "256,128"})
    void remap(int flags, int offset) {
        for (int variant = 0; variant < 4; variant++) {
            boolean before = (variant & 1) != 0;
            boolean keep = (variant & 2) != 0;
            long at = written(HUGE, ANON | flags);
            long to = at + 4 * HUGE + offset * PAGE;
            long now = before ? process.mremap(at, HUGE, HUGE, to, keep) : at;
            assertThat(gpu.migrateToDevice(now, HUGE)).isEqualTo(512);
            now = before ? now : process.mremap(at, HUGE, HUGE, to, keep);
            assertThat(now).isEqualTo(to);
            sees(gpu, now, bytes(HUGE, 1));
            holds(process, now, bytes(HUGE, 1));
            assertThat(process.read(at, new byte[1])).isEqualTo(keep ? 0 : Errno.EFAULT);
        }
    }

    /** No 2 MiB in one piece, on the way there and on the way back; holes and zero pages too (migrate_anon_huge_err, _zero_err). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allocationFailure(boolean empty) {
        byte[] wanted = empty ? new byte[(int) HUGE] : bytes(HUGE, 1);
        for (boolean there : new boolean[] {true, false}) {
            long at = process.mmap(HUGE, ANON | Vma.HUGEPAGE);
            if (!empty) {
                process.write(at, wanted);
            } else if (there) {
                assertThat(process.get(at)).as("now the zero page").isZero();
            }
            noHuge = there;
            assertThat(gpu.migrateToDevice(at, HUGE)).isEqualTo(512);
            assertThat(HmmPfn.order(gpu.snapshot(at, PAGE)[0])).isEqualTo(there ? 0 : Paging.PMD_ORDER);
            sees(gpu, at, wanted);
            noHuge = !there;
            assertThat(process.get(at + 2 * PAGE)).isEqualTo(wanted[(int) (2 * PAGE)]);
            holds(process, at, wanted);
        }
    }
}
