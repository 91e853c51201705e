package dev.faultpath.results;

import java.util.Locale;

/** An event that benchmarks time beside their score, by two counters: how many there were, and what they took together. */
public enum TimedEvent {
    /** A client loses a right, until the revocation returns. */
    REVOCATION("revocations", "revokeNanos"),
    /** A device is unplugged, until the unplug returns. */
    UNPLUG("unplugs", "unplugNanos");

    private final String count;
    private final String nanos;

    TimedEvent(String count, String nanos) {
        this.count = count;
        this.nanos = nanos;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The counter of how many there were. */
    public String count() {
        return count;
    }

    /** The counter of what they took together, ns. */
    public String nanos() {
        return nanos;
    }

    /** What one took in a fork, ns: the mean over its events; NaN if it had none. */
    public double time(Fork fork) {
        double events = fork.counters().getOrDefault(count, 0.0);
        double total = fork.counters().getOrDefault(nanos, 0.0);
        return events > 0 && total > 0 ? total / events : Double.NaN;
    }

    /** The same for all forks of a cell that count and had such events, in order of time. */
    public double[] times(CellResult cell) {
        return cell.counting().stream().mapToDouble(this::time).filter(t -> !Double.isNaN(t)).toArray();
    }
}
