package dev.faultpath.design.migrate;

import dev.faultpath.design.Question;
import dev.faultpath.model.PageAllocator;

/**
 * One design of the device's page allocator; its only public constructor takes the number of pages, at least 1.
 *
 * <p>Contract: an allocation succeeds exactly if a run of so many free pages, aligned to their number, exists; nothing is handed out
 * twice; when all is given back, all is free in as large pieces as at first.
 */
@Question("Q8")
public interface DeviceAllocator extends PageAllocator {
}
