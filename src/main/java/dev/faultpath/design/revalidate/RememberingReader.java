package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.Pagemap;

/** A read side that keeps grants for as long as its design says that they hold, and asks about all else. */
abstract class RememberingReader extends RevalidatingReader {
    final PagemapSet granted = new PagemapSet();

    RememberingReader(GpuSvm client) {
        super(client);
    }

    @Override
    public final boolean mayUse(Pagemap pagemap) {
        return granted.contains(pagemap) ? remember() : access().mayUse(pagemap) && granted.add(pagemap);
    }
}
