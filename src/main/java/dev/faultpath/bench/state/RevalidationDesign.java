package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.PeerRevocation;
import dev.faultpath.fault.SvmFault;
import dev.faultpath.model.Device;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The design under measurement, with a walker that has been told all answers and a revoker; it alone is loaded in a fork.
 *
 * <p><b>Designs</b>: recheck-under-lock (reference), generation, sequence-per-pagemap, notifier-sequence, tryget-live, epoch,
 * stamped-lock, switch-point, optimistic-rollback, provider-table, broken-cache, broken-request-cache.
 */
@State(Scope.Benchmark)
public class RevalidationDesign {
    @Param({"recheck-under-lock", "generation", "sequence-per-pagemap", "notifier-sequence", "tryget-live", "epoch", "stamped-lock",
            "switch-point", "optimistic-rollback", "provider-table", "broken-cache", "broken-request-cache"})
    public String design;

    /** Unplugs before the measurement, in parts, as the model keeps what is dead. What each calls once is compiled after a hundred. */
    private static final int SHOWN_PARTS = 5;
    private static final int SHOWN_UNPLUGS = 30;

    private RevalidationState state;
    private SvmFault walker;
    private AccessRevalidation.Reader reader;
    private HmmRange nothing;
    private PeerRevocation.Client client;
    private PeerRevocation revocation;
    private boolean unplugged;

    /** Makes the design and answers one request. */
    @Setup
    public void make(RevalidationState made) throws InterruptedException {
        state = made;
        AccessRevalidation revalidation = Designs.create(AccessRevalidation.class, design, state.client);
        walker = new SvmFault(state.mm, state.client, revalidation, FaultShape.RECORD_REWALK);
        reader = revalidation.reader();
        nothing = state.nothing();
        client = new PeerRevocation.Client(state.mm, state.client, revalidation);
        revocation = new PeerRevocation(state.memory, List.of(client));
        unplugged = false;
        request();
        protocol();
    }

    /** Builds all anew if a device was unplugged since: the model keeps what is dead, and it would add up over the iterations. */
    @Setup(Level.Iteration)
    public void renew() throws InterruptedException {
        if (unplugged) {
            state.build();
            make(state);
        }
    }

    /** The request from the sequence to the commit; gives the device table. */
    public DevicePageTable request() {
        int rc = walker.fault(state.range(), SvmFault.DEFAULT_TIMEOUT_NANOS);
        // Under a stream of revocations a request may come to its timeout; that is an answer, and its retries are counted.
        if (rc != 0 && rc != Errno.EBUSY) {
            throw new IllegalStateException("request ended with " + Errno.name(rc));
        }
        return state.client.table();
    }

    public int pages() {
        return state.pages;
    }

    /** What the design does for the request, without the walk and with nothing to write; gives the device table. */
    public DevicePageTable protocol() throws InterruptedException {
        nothing.notifierSeq = nothing.notifier.readBegin();
        reader.begin(nothing);
        try {
            boolean all = true;
            for (Pagemap run : state.runs) {
                all &= reader.mayUse(run);
            }
            if (!all || !reader.prepare(nothing) || reader.commit(nothing) != 0) {
                throw new IllegalStateException("a right that nobody took was refused");
            }
        } finally {
            reader.end();
        }
        return state.client.table();
    }

    /** Withdraws the right to one of the pagemaps that the request meets and grants it again; the time that the first took, nanoseconds. */
    public long revokeAndGrant(int turn) throws InterruptedException {
        Pagemap pagemap = state.pagemaps[turn % state.met()];
        long begun = System.nanoTime();
        revocation.revoke(client, pagemap);
        long ended = System.nanoTime();
        revocation.grant(client, pagemap);
        return ended - begun;
    }

    /**
     * Unplugs one of the devices that the request meets, with all its pages, and plugs another in at its place, with the same
     * pages and right; the time that the first took, nanoseconds.
     */
    public long unplugAndPlugIn(int turn) throws InterruptedException {
        int which = turn % state.met();
        Device device = state.pagemaps[which].device();
        unplugged = true;
        long begun = System.nanoTime();
        int rc = revocation.unplug(device);
        long ended = System.nanoTime();
        if (rc != 0) {
            throw new IllegalStateException("the unplug ended with " + Errno.name(rc));
        }
        revocation.grant(client, state.plugIn(which));
        return ended - begun;
    }

    /** Has unplugs take place before the measurement: as they are rare, what they run would be compiled one by one while it is timed. */
    public void showUnplugs() throws InterruptedException {
        for (int part = 0; part < SHOWN_PARTS; part++) {
            renew();
            for (int turn = 0; turn < SHOWN_UNPLUGS; turn++) {
                request();
                unplugAndPlugIn(turn);
            }
        }
    }

    public SvmFault walker() {
        return walker;
    }
}
