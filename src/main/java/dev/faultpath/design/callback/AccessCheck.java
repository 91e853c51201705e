package dev.faultpath.design.callback;

import dev.faultpath.design.Question;

/**
 * One design of asking for access, made for one client over one machine: its only public constructor takes the
 * {@link dev.faultpath.model.PhysicalMemory} and the {@link Client}. What it keeps by pagemap or device is for those that
 * exist when it is made.
 *
 * <p>Contract: words of system pages are those of a snapshot by the reference engine. A device-private page is granted if and
 * only if its pagemap's owner is the client's, or the client has an owner and whoever the design asks says yes. All ask the
 * pagemap's {@link PagemapCallback}, except {@code none}, which asks nobody, and {@code core-distance}, which asks the core. No
 * callback runs for a system page, and only {@code callback-every-device-page} calls one when the owners match. Each design says
 * how fresh its answers are. A design is used by one thread.
 */
@Question("Q4")
public interface AccessCheck {
    /** Begins a request and forgets what was kept for the last one only. */
    default void begin() {
    }

    /**
     * Answers consecutive entries of the last level, as a snapshot does: rows 4 to 16 of decision-table.md.
     *
     * @param entries the page table's flat array
     * @param first index of the first entry
     * @param count entries to answer
     * @param pfns the words, input and output; the sticky bits are kept
     * @param at position of the first word
     */
    void answer(long[] entries, int first, int count, long[] pfns, int at);

    /**
     * Ends a request, after all its entries are answered.
     *
     * @param pfns the words
     * @param pages words of the request, from position 0 on
     * @return whether the words stand; if not, begin the request again
     */
    default boolean end(long[] pfns, int pages) {
        return true;
    }
}
