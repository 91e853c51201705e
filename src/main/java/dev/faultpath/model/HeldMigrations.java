package dev.faultpath.model;

/**
 * CPU faults for a model that was built with migration entries but where nobody migrates: a wait for such an entry finds the
 * migration finished, with the page where the entry said.
 */
public final class HeldMigrations extends CpuFaultHandler {
    @Override
    public void awaitMigration(AddressSpace mm, int index, long entry) {
        PageTable table = mm.pageTable();
        boolean huge = Pte.isHuge(entry);
        table.replace(index, entry, huge ? Pte.leaf(Pte.pfn(entry), Pte.writable(entry)) : Pte.page(Pte.pfn(entry), Pte.writable(entry)));
    }
}
