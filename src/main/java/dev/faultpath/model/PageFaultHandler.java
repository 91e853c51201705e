package dev.faultpath.model;

/** Takes CPU faults for an address space: the kernel's {@code handle_mm_fault}. */
public interface PageFaultHandler {
    /**
     * Makes one page accessible, or brings it a step nearer: the caller looks again afterwards. The caller holds the mmap lock.
     *
     * @param vma the area that contains {@code addr}
     * @param addr any byte of the page
     * @param flags {@code FLAG_} bits of {@link VmFault}
     * @return result bits of {@link VmFault}, 0 if the fault was handled; with {@link VmFault#RETRY} the mmap lock has been dropped
     */
    int handle(AddressSpace mm, Vma vma, long addr, int flags);

    /** Waits until the migration entry at {@code index} of the page table is gone. */
    default void awaitMigration(AddressSpace mm, int index, long entry) {
        mm.pageTable().awaitChange(index, entry);
    }
}
