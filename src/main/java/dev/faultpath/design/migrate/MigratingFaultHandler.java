package dev.faultpath.design.migrate;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.CpuFaultHandler;
import dev.faultpath.model.Pte;
import dev.faultpath.model.Vma;

/**
 * CPU faults where pages have contents and pagemaps have drivers: new pages are cleared or copied, and a fault on a device-private
 * page goes to its pagemap's driver.
 */
public class MigratingFaultHandler extends CpuFaultHandler {
    private final DevicePagemaps pagemaps;

    /** @param pagemaps those of the machine whose faults it takes */
    public MigratingFaultHandler(DevicePagemaps pagemaps) {
        this.pagemaps = pagemaps;
    }

    @Override
    protected void fillPage(AddressSpace mm, long from, long pfn, int order) {
        boolean page = Pte.present(from) && !Pte.isZero(from) && mm.memory().memmap().covers(Pte.pfn(from));
        if (page || Pte.isDevicePrivate(from)) {
            pagemaps.contents().copy(Pte.pfn(from), pfn, 1 << order);
        } else {
            pagemaps.contents().zero(pfn, 1 << order);
        }
    }

    @Override
    protected void freePage(AddressSpace mm, long pfn, int order) {
        if (mm.memory().pagemapOf(pfn) == null) {
            super.freePage(mm, pfn, order);
        } else {
            pagemaps.freePages(pfn, order);
        }
    }

    @Override
    protected int migrateToRam(AddressSpace mm, Vma vma, long addr, int index, int shift, long entry) {
        DeviceMemory driver = pagemaps.behind(Pte.pfn(entry));
        DevmemBlock block = driver == null ? null : driver.blockOf(Pte.pfn(entry));
        long start = addr & -(1L << shift);
        if (block != null) {
            return driver.migrateToRam(mm, vma, start, Pte.pfn(entry), block);
        }
        DevicePagemaps.MigrateToRam other = pagemaps.onCpuFault(mm, Pte.pfn(entry));
        return other == null ? super.migrateToRam(mm, vma, addr, index, shift, entry) : other.migrate(mm, vma, start, Pte.pfn(entry));
    }
}
