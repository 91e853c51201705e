package dev.faultpath.design.migrate;

import dev.faultpath.design.Question;
import dev.faultpath.model.PageAllocator;

/**
 * One design of the device's page allocator; its only public constructor takes the number of pages, at least 1.
 *
 * <p>Contract: an allocation succeeds exactly if there is a free run of that many pages, aligned to their number; nothing is handed out
 * twice; when all is given back, all is free in pieces as large as at first.
 */
@Question("Q8")
public interface DeviceAllocator extends PageAllocator {
}
