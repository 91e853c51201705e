package dev.faultpath.report;

import dev.faultpath.Table;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Pairs;
import dev.faultpath.results.TimedEvent;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a revocation or an unplug took to return, beside a benchmark's own score.
 *
 * @param events how many there were in all forks that count
 * @param time   ns, typical value over forks of their means, with its interval
 * @param ratio  to the reference of the cell's group, forks paired by block; {@code null} for the reference and where there is none
 */
public record EventTime(CellResult cell, TimedEvent event, double events, Interval time, Interval ratio) {
    /** In the order of the tables. */
    public static List<EventTime> of(List<CellResult> cells) {
        List<EventTime> times = new ArrayList<>();
        for (RowGroup group : RowGroup.of(cells)) {
            Row reference = group.reference();
            for (Row row : group.rows()) {
                for (TimedEvent event : TimedEvent.values()) {
                    double[] forks = event.times(row.cell());
                    if (forks.length > 0) {
                        Pairs pairs = reference == null || reference == row ? new Pairs(new double[0], new double[0])
                                : Pairs.of(row.cell().forks(), reference.cell().forks(), event::time);
                        times.add(new EventTime(row.cell(), event, row.cell().counters().get(event.count()), Ratios.typical(forks),
                                pairs.size() == 0 ? null : Ratios.paired(pairs.candidate(), pairs.reference())));
                    }
                }
            }
        }
        return times;
    }

    /** The time's interval as text. */
    public String timeRange() {
        return time.bounded() ? Numbers.number(time.low()) + " to " + Numbers.number(time.high()) : "too few forks";
    }

    /** The ratio as text, with its interval; says {@code reference} where there is none to give. */
    public String ratioText() {
        return ratio == null ? cell.reference() ? "reference" : "" : Numbers.ratio(ratio.estimate()) + (ratio.bounded()
                ? " [" + Numbers.ratio(ratio.low()) + ", " + Numbers.ratio(ratio.high()) + "]" : "");
    }

    /** The lines that follow the tables of a run; empty if no event was timed. */
    public static String text(List<CellResult> cells) {
        Map<String, Table> groups = new LinkedHashMap<>();
        for (EventTime t : of(cells)) {
            String group = t.event.word() + ": " + t.cell.benchmarkClass() + " " + t.cell.group().parameters() + ", JDK " + t.cell.jdk();
            groups.computeIfAbsent(group, g -> new Table(4, "lrllr")).row(t.cell.design(), Numbers.number(t.time.estimate()),
                    t.timeRange(), t.ratioText(), String.format(Locale.ROOT, "%.0f events", t.events));
        }
        StringBuilder out = new StringBuilder();
        groups.forEach((group, table) -> out.append("\n  ").append(group).append('\n').append(table));
        return groups.isEmpty() ? "" : "\nuntil it returns, ns: mean over a fork's events, typical value over forks, 95 % interval, ratio"
                + " to the reference\n" + out;
    }
}
