package dev.faultpath.report;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.TimedEvent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An operation that a benchmark counted beside its time. JMH adds counters up over iterations and we over forks; here the sums become what
 * a reader wants to know.
 *
 * @param name  what was counted, in words
 * @param per   walk, commit or request
 * @param value how many of it for each, at least 0
 */
public record Counted(String name, String per, double value) {
    /** Counters that say how often the others were counted. */
    private static final List<String> DIVISORS = List.of("countedWalks", "commits", "requests");
    /** Counters that are taken anew in every iteration, each time for one walk. */
    private static final List<String> EACH_ITERATION = List.of("bytesWritten");

    /** What was counted for a cell, by name; empty if nothing was. */
    public static List<Counted> of(CellResult cell) {
        List<Fork> forks = cell.counting().stream().filter(f -> !f.counters().isEmpty()).toList();
        Map<String, Double> sums = cell.counters();
        Map<TimedEvent, Double> events = new EnumMap<>(TimedEvent.class);
        for (TimedEvent event : TimedEvent.values()) {
            sums.remove(event.nanos()); // EventTime speaks of it
            Double number = sums.remove(event.count());
            if (number != null) {
                events.put(event, number);
            }
        }
        String divisor = DIVISORS.stream().filter(sums::containsKey).findFirst().orElse(null);
        String per = divisor == null ? "walk" : divisor.replaceAll("counted|s$", "").toLowerCase(Locale.ROOT);
        double times = divisor == null ? forks.size() : sums.remove(divisor);
        List<Counted> counted = new ArrayList<>();
        sums.forEach((name, sum) -> {
            boolean each = EACH_ITERATION.contains(name);
            double among = each ? forks.stream().mapToInt(f -> f.measured().length).sum() : times;
            if (among > 0) {
                counted.add(new Counted(words(name), each ? "walk" : per, sum / among));
            }
        });
        events.forEach((event, number) -> {
            if (times > 0 && divisor != null) {
                counted.add(new Counted(event.word() + "s", per, number / times));
            }
        });
        return counted;
    }

    /** All in one line, such as {@code 32 callback calls a walk}; empty if nothing was counted. */
    public static String text(CellResult cell) {
        StringBuilder text = new StringBuilder();
        List<Counted> all = of(cell);
        for (int i = 0; i < all.size(); i++) {
            Counted c = all.get(i);
            text.append(i == 0 ? "" : ", ").append(amount(c.value)).append(' ').append(c.name);
            // The word comes once after a row of counters that share it.
            if (i + 1 == all.size() || !all.get(i + 1).per.equals(c.per)) {
                text.append(" a ").append(c.per);
            }
        }
        return text.toString();
    }

    /** Whole where it is whole, as most counts are. */
    static String amount(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.format(Locale.ROOT, "%.0f", value) : Numbers.number(value);
    }

    private static String words(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
