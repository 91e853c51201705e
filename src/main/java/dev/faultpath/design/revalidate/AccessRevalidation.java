package dev.faultpath.design.revalidate;

import dev.faultpath.design.Question;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PeerCallback;
import java.util.Collection;

/**
 * One design of what makes a remembered answer of the pagemap callback safe to use, made for one client: its only public
 * constructor takes the {@link dev.faultpath.model.GpuSvm}.
 *
 * <p>Contract: once {@link #change} has returned and the client's entries were zapped after it, no {@link Reader#commit}
 * maps memory that the change took away; when the driver's lock is free and nothing changes, a request that begins anew is
 * committed. Read sides may run beside each other and beside changes.
 */
@Question("Q5")
public interface AccessRevalidation {
    /** A new read side, for one walker. */
    Reader reader();

    /**
     * Write side: makes a change of the client's rights effective. The caller holds neither the driver's lock nor the mmap
     * lock, is within no read side, and zaps the client's entries of the affected pagemaps after it.
     *
     * @param affected the pagemaps whose answer the change may alter
     * @param flip changes the truth; takes no lock and does not wait; may do nothing if the truth has changed already
     * @throws InterruptedException if interrupted while waiting for read sides: the truth has changed or not, and nothing is
     *     known about walkers in flight
     */
    void change(Collection<Pagemap> affected, Runnable flip) throws InterruptedException;

    /** What protects a commit against an event that makes an earlier answer stale. */
    Means covers(StaleEvent event);

    /** One walker's side. Order of calls for a request: begin, mayUse…, prepare, commit, end. Not for several threads. */
    interface Reader extends PeerCallback {
        /** Begins a request whose notifier sequence has been read. No lock is held. */
        void begin(HmmRange range);

        /**
         * Whether the pagemap may be used, as far as the walk can say; the mmap lock was taken for reading since {@link #begin} and
         * is held, the driver's is not.
         */
        @Override
        boolean mayUse(Pagemap pagemap);

        /**
         * After the walk, before the commit, with no lock held.
         *
         * @return false if the answers are known not to hold any more: begin again
         */
        boolean prepare(HmmRange range);

        /**
         * Takes the driver's lock, looks whether the walk and the answers still hold, and if so writes the device entries.
         *
         * @return entries written, or {@link dev.faultpath.model.Errno#EBUSY} if nothing was mapped: begin again
         */
        int commit(HmmRange range);

        /** Ends the request, committed or not, and gives back what it held; must be called before the next one begins. */
        void end();

        /** Answers taken from memory instead of the callback, since the reader was made. */
        long remembered();

        /** Commits refused because an answer no longer held, since the reader was made: stale grants avoided. */
        long refused();
    }
}
