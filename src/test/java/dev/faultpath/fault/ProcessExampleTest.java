package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Vma;
import org.junit.jupiter.api.Test;

/** The example of {@code src/main/docs/library.md}. */
class ProcessExampleTest {
    @Test
    void example() throws InterruptedException {
        PhysicalMemory memory = new PhysicalMemory();
        DevicePagemaps machine = new DevicePagemaps(memory, new PageContents());
        Pagemap vram = memory.newPagemap(memory.newDevice("gpu", 0x100), Pagemap.Type.PRIVATE, memory.newOwner("gpu"), 1024);

        Process process = new Process(machine);
        long buffer = process.mmap(4 * Paging.PAGE_SIZE, Vma.READ | Vma.WRITE | Vma.ANONYMOUS);
        assertThat(process.write(buffer, new byte[] {1, 2, 3})).isZero();

        int[] seen = new int[2];
        try (Driver gpu = new Driver(process, vram) {
            @Override
            protected void walked() {
                // The first walk is in vain: the page goes before the sequence is checked.
                if (seen[0]++ == 0) {
                    process.dontneed(buffer, Paging.PAGE_SIZE);
                }
            }

            @Override
            protected int cpuFault(long addr) {
                seen[1]++;
                return 0;
            }
        }) {
            byte[] read = new byte[3];
            assertThat(gpu.read(buffer, read)).isZero();
            assertThat(read).containsExactly(0, 0, 0);
            assertThat(seen[0]).as("walks").isEqualTo(2);

            assertThat(gpu.write(buffer, new byte[] {4, 5, 6})).isZero();
            assertThat(gpu.migrateToDevice(buffer, 4 * Paging.PAGE_SIZE)).as("pages, holes too").isEqualTo(4);
            assertThat(process.read(buffer, read)).as("the CPU takes one back").isZero();
            assertThat(read).containsExactly(4, 5, 6);
            assertThat(seen[1]).as("CPU faults on device memory").isEqualTo(1);
        }
        process.exit();
        assertThat(vram.references() + memory.systemPagesInUse()).as("all is given back").isZero();
    }
}
