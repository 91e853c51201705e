package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.Pagemap;
import java.util.Collection;

/**
 * {@code recheck-under-lock} (designs.md R9), the reference: what the walk was told is a hint; under the driver's lock the
 * callback is asked again, once for each distinct pagemap of the request. The kernel's nearest is {@code drm_gpusvm}, which calls
 * the pagemap's {@code device_map} there.
 *
 * <p>A change has nothing to announce. It returns only after the zap, which needs the driver's lock: a commit before the zap is
 * zapped, and one after it asks a truth that has changed. Price: the callback runs under the driver's lock, so every invalidation
 * waits for it. Events ({@link StaleEvent}): 2 and 5 to 8 by asking again, 1 by the notifier sequence, 3, 4 and 9 by identity.
 */
public final class RecheckUnderLockRevalidation extends ClientRevalidation {
    public RecheckUnderLockRevalidation(GpuSvm client) {
        super(client, Means.RECHECK);
    }

    @Override
    public Reader reader() {
        return new AskingAgainReader(client);
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
    }
}
