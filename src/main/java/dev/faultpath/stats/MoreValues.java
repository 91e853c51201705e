package dev.faultpath.stats;

import java.util.OptionalInt;

/**
 * How many more values an interval needs until it no longer contains a limit, if the estimate stays where it is: its width goes with
 * one over the root of the number of values. A forecast to plan a run by, our own rule; nothing is decided by it.
 */
public final class MoreValues {
    /** Beyond this many the forecast is that more values will not help: the estimate lies on the limit. */
    public static final int MOST = 1000;

    private MoreValues() {
    }

    /**
     * Values needed on top.
     *
     * @param ratio a bounded interval of ratios above 0
     * @param limit the ratio that it must get off, above 0
     * @return at least 1; empty if more than {@value #MOST} would be needed
     */
    public static OptionalInt toLeave(Interval ratio, double limit) {
        double half = (Math.log(ratio.high()) - Math.log(ratio.low())) / 2;
        double distance = Math.abs(Math.log(ratio.estimate()) - Math.log(limit));
        double factor = half / distance;
        double needed = Math.ceil(ratio.n() * factor * factor) - ratio.n();
        return needed <= MOST ? OptionalInt.of((int) Math.max(1, needed)) : OptionalInt.empty();
    }
}
