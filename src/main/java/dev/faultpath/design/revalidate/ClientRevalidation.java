package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;

/**
 * What designs share that remember answers under ids that are never used again, and whose commit checks the notifier sequence: all but
 * the one that is wrong on purpose.
 */
abstract class ClientRevalidation implements AccessRevalidation {
    final GpuSvm client;
    private final Means rest;

    /** @param rest what covers the events that ids and the notifier sequence do not */
    ClientRevalidation(GpuSvm client, Means rest) {
        this.client = client;
        this.rest = rest;
    }

    @Override
    public final Means covers(StaleEvent event) {
        return switch (event) {
            case PAGE_MOVED -> Means.SEQUENCE;
            case PAGEMAP_REUSED, OWNER_REUSED, CLIENT_REPLACED -> Means.IDENTITY;
            default -> rest;
        };
    }
}
