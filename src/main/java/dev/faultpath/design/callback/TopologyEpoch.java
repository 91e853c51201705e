package dev.faultpath.design.callback;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the changes of who may use whose memory: links, policies, owners. One for the machine. */
public final class TopologyEpoch {
    private final AtomicLong epoch = new AtomicLong(1);

    /** The current epoch, 1 and up. */
    public long read() {
        return epoch.get();
    }

    public void bump() {
        epoch.incrementAndGet();
    }
}
