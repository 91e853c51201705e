package dev.faultpath.layout;

import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Device;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import java.util.Map;

/**
 * A model built from a layout, and the things in it by their names in the layout.
 *
 * @param layout what it was built from
 * @param memory the machine's memory
 * @param mm the address space
 * @param devices devices by name, in the layout's order
 * @param owners owners by name, in the layout's order
 * @param pagemaps pagemaps by name, in the layout's order
 */
public record LayoutModel(Layout layout, PhysicalMemory memory, AddressSpace mm, Map<String, Device> devices,
                          Map<String, Owner> owners, Map<String, Pagemap> pagemaps) {

    /** The owner declared first, which stands for the asker; null when the layout has none. */
    public Owner asker() {
        return owners.isEmpty() ? null : owners.values().iterator().next();
    }

    /** First address of the first VMA; 0 without VMAs. */
    public long start() {
        return layout.vmas().isEmpty() ? 0 : layout.vmas().get(0).start();
    }

    /** First address past the last VMA; 0 without VMAs. */
    public long end() {
        return layout.vmas().isEmpty() ? 0 : layout.vmas().get(layout.vmas().size() - 1).end();
    }
}
