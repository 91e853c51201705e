package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import dev.faultpath.results.StressOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * C3: a cached answer that is used outside the locked region is racy and invalid. Schedules decide, event by event: the cache that was
 * proposed lives for one request and is checked by nothing but the notifier sequence, so it is sound for an event that takes effect
 * within an invalidation, which moves that sequence; {@code notifier-sequence} is such a cache too, whose changes all do. The concurrency
 * tests show the race on top. What each sound design costs beside a cache without a check is shown and decides nothing.
 */
final class RacyCacheClaim {
    /** The claim that schedules of designs and events are filed under. */
    static final String SCHEDULES = "C3";
    private static final String PROPOSED = "broken-request-cache";
    private static final String MOVES = "notifier-sequence";
    /** A cache without a check: it is worse than what was proposed, and as fast as one can be. */
    private static final String PLAIN = "broken-cache";
    private static final String PROTOCOL = "RevalidationProtocolBenchmark";
    private static final String REQUEST = "CacheRevalidationBenchmark";

    private static final Statement STATEMENT = new Statement("C3", "a cache used outside the locked region is racy and invalid", Map.of(
            Verdict.SUPPORTED, "A cached answer has to be checked again under the driver lock before it is committed.",
            Verdict.REFUTED, "A cached answer can be used as it is.",
            Verdict.DEPENDS, "A cached answer can be used where every change that makes it stale lies within an invalidation, and the "
                    + "sequence is read again under the driver's lock as entries are written."),
            List.of(Source.AGAINST, Source.WHICH_RACE));

    private RacyCacheClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Proof> schedules = evidence.proofs(SCHEDULES);
        List<Proof> proposed = schedules.stream().filter(s -> s.design().equals(PROPOSED)).toList();
        Figure stale = Figure.computed("events, of " + proposed.size() + ", that make a cache of one request stale",
                (double) proposed.stream().filter(s -> !s.holds()).count(), "count", "");
        proposed.forEach(s -> points.add(proposed(s, stale)));
        List<Proof> moving = schedules.stream().filter(s -> s.design().equals(MOVES)).toList();
        if (!moving.isEmpty()) {
            points.add(moving(moving));
        }
        if (points.isEmpty()) {
            points.add(Evidence.unproved("a cache that lives for one request"));
        }
        for (StressOutcome outcome : evidence.stress()) {
            raced(outcome).ifPresent(points::add);
            broken(outcome).ifPresent(points::add);
        }
        List<Figure> prices = new ArrayList<>();
        List<Comparison> timed = new ArrayList<>();
        List<String> sound = schedules.stream().map(Proof::design).distinct().filter(d -> schedules.stream()
                .filter(s -> s.design().equals(d)).allMatch(Proof::holds)).toList();
        for (String devices : List.of("8", "1")) {
            prices.addAll(counted(evidence, sound, devices));
        }
        for (String jdk : evidence.jdks()) {
            for (String devices : List.of("8", "1")) {
                prices.addAll(instructions(evidence, sound, jdk, devices, PLAIN));
                timed.addAll(timed(evidence, sound, jdk, PROTOCOL, devices));
            }
            timed.addAll(timed(evidence, sound, jdk, REQUEST, "8"));
        }
        timed.stream().filter(RacyCacheClaim::told).forEach(c -> prices.add(c.figure(c.marked(c.candidate().design() + " / " + PLAIN + ", "
                + (c.candidate().benchmarkClass().equals(REQUEST) ? "whole request" : "protocol") + ", "
                + Limits.devices(c.candidate().params().get("devices"))))));
        List<Comparison> same = timed.stream().filter(c -> !told(c)).toList();
        return Ruling.of(STATEMENT, points, prices, List.of(
                new Limit("invalid where a schedule of the event, at any moment of a request, leaves memory mapped that was taken; sound"
                        + " where none does", "an event takes effect when whoever makes it has returned, so one entry after that is one"
                        + " too many"),
                new Limit("prices are of the read side only, a request for 512 pages in runs of 16, over the cache without a check that"
                        + " outlives requests; what a change costs is in none", "what is dearer than that cache is what being"
                        + " sound costs; an interval wholly below 1 is no price, and is explained by instructions or not at all"),
                new Limit("no ratio of times where the two could not be told apart: an interval with 1 in it or wholly within "
                        + Limits.percent(ExistingUsersClaim.MARGIN) + " of it, or a difference below what an empty method costs;"
                        + " shown only where the forks may decide nothing", "a ratio of nothing is no price")),
                Stream.concat(price(prices).stream(), Stream.of(indistinguishable(same, prices))).toList(), "");
    }

    private static Point proposed(Proof schedule, Figure stale) {
        Figure figure = Figure.computed("stale grants of " + PROPOSED + " in schedules, " + schedule.event(), schedule.holds() ? 0 : 1,
                "count", "");
        return Point.of(Grade.E1, "a cache that lives for one request", schedule.event(), "",
                schedule.holds() ? Outcome.FAILS : Outcome.HOLDS,
                schedule.holds() ? "it is sound: no schedule leaves memory mapped that was taken"
                        : "a schedule leaves memory mapped that was taken",
                schedule.holds() ? 1 : -1, List.of(stale, figure));
    }

    private static Point moving(List<Proof> schedules) {
        long unsound = schedules.stream().filter(s -> !s.holds()).count();
        return Point.of(Grade.E1, "a cache whose changes move the sequence", MOVES, "", unsound > 0 ? Outcome.HOLDS : Outcome.FAILS,
                unsound > 0 ? "stale for " + unsound + " of " + schedules.size() + " events" : "it is sound for all " + schedules.size()
                        + " events", 0, List.of(Figure.computed("events that make " + MOVES + " stale in schedules", (double) unsound,
                                "count", "")));
    }

    /** The race of the cache that was proposed, on top of the schedules; nothing if no test of it ran. */
    private static Optional<Point> raced(StressOutcome outcome) {
        List<StressOutcome.Test> tests = outcome.tests().stream().filter(t -> PROPOSED.equals(t.design())).toList();
        if (tests.isEmpty()) {
            return Optional.empty();
        }
        String area = "the race of a cache that lives for one request";
        boolean seen = tests.stream().anyMatch(t -> t.stale() == StressOutcome.Stale.SEEN);
        Figure samples = samples(PROPOSED, outcome.jdk(), tests);
        String text = String.format(Locale.ROOT, seen ? "used a right that was withdrawn, in some of %,.0f outcomes"
                : "no stale grant in %,.0f outcomes", samples.value());
        return Optional.of(Point.of(Grade.E1, area, "", outcome.jdk(), seen ? Outcome.HOLDS : Outcome.OPEN, text, 0, List.of(samples),
                seen ? new String[0] : new String[] {"a longer run: faultpath stress --tests BrokenRequestCache --depth THOROUGH"
                        + on(outcome.jdk())}));
    }

    /** A design that must never show it and did; nothing if there is none. */
    private static Optional<Point> broken(StressOutcome outcome) {
        List<StressOutcome.Test> tests = outcome.tests().stream().filter(t -> t.stale() == StressOutcome.Stale.FORBIDDEN_SEEN).toList();
        if (tests.isEmpty()) {
            return Optional.empty();
        }
        String stale = tests.stream().map(RacyCacheClaim::name).distinct().collect(Collectors.joining(", "));
        return Optional.of(Point.of(Grade.E1, "designs that check", "", outcome.jdk(), Outcome.OPEN,
                "STALE GRANT SEEN IN A DESIGN THAT MUST NEVER SHOW ONE: " + stale, 1,
                List.of(samples("designs that check", outcome.jdk(), tests)),
                "find the fault in " + stale + on(outcome.jdk()) + " before any figure of it is believed"));
    }

    /** How many outcomes some tests observed. */
    static Figure samples(String what, String jdk, List<StressOutcome.Test> tests) {
        long samples = tests.stream().mapToLong(StressOutcome.Test::samples).sum();
        return Figure.computed("outcomes observed of " + what, (double) samples, "count", jdk);
    }

    /** How to get the outcome of the concurrency tests. */
    static String run(String jdk) {
        return "the concurrency tests: faultpath stress --out DIR --results FOLDER" + on(jdk);
    }

    private static String on(String jdk) {
        return jdk.isEmpty() ? "" : " on JDK " + jdk;
    }

    private static String name(StressOutcome.Test test) {
        return test.design() == null ? test.name() : test.design() + " (" + test.name() + ")";
    }

    /** What a design does for a request that nothing changes beside, without walk and entries. */
    static Evidence.Wanted protocol(String jdk, String design, String devices) {
        return new Evidence.Wanted(jdk, PROTOCOL, null, design, Map.of("pages", "512", "devices", devices));
    }

    private static List<Figure> counted(Evidence evidence, List<String> designs, String devices) {
        List<Figure> figures = new ArrayList<>();
        Optional<Operations> plain = evidence.counted(protocol("", PLAIN, devices));
        for (String design : designs) {
            evidence.counted(protocol("", design, devices)).ifPresent(cell -> {
                String of = ", protocol, " + Limits.devices(devices) + ", " + design;
                figures.add(Figure.counted("atomic updates" + of, cell.atomics(), "count", cell));
                figures.add(Figure.counted("loads and stores" + of, cell.accesses(), "count", cell));
                plain.ifPresent(p -> figures.add(Figure.counted("loads and stores, " + design + " / " + PLAIN + ", protocol, "
                        + Limits.devices(devices), cell.accesses() / p.accesses(), "ratio", cell, p)));
            });
        }
        return figures;
    }

    /** Instructions of the protocol of some designs over another's, where both were counted. */
    static List<Figure> instructions(Evidence evidence, List<String> designs, String jdk, String devices, String reference) {
        List<Figure> figures = new ArrayList<>();
        for (String design : designs) {
            figures.addAll(evidence.instructions("protocol, " + Limits.devices(devices), "", protocol(jdk, design, devices),
                    protocol(jdk, reference, devices), (figure, ratio) -> Point.of(Grade.E3, design, "", jdk, Outcome.OPEN, "", 0,
                            List.of(figure))).figures());
        }
        return figures;
    }

    /** Each sound design beside the plain cache by time, where there are enough forks. */
    private static List<Comparison> timed(Evidence evidence, List<String> sound, String jdk, String benchmark, String devices) {
        Map<String, String> params = Map.of("pages", "512", "devices", devices);
        return evidence.find(new Evidence.Wanted(jdk, benchmark, null, PLAIN, params)).stream().flatMap(plain -> evidence.cells().stream()
                .filter(c -> c.group().equals(plain.group()) && !c.control() && sound.contains(c.design()) && c.usable())
                .map(c -> Comparison.of(c, plain, Fork::score, evidence.floor(List.of(jdk))))).filter(Comparison::enough).toList();
    }

    private static boolean told(Comparison comparison) {
        return comparison.told(ExistingUsersClaim.MARGIN);
    }

    /** Which designs cannot be told from the plain cache by time, and by what their instructions can. */
    private static String indistinguishable(List<Comparison> same, List<Figure> prices) {
        Map<String, List<String>> where = new TreeMap<>();
        same.forEach(c -> where.computeIfAbsent(c.candidate().design(), d -> new ArrayList<>()).add("JDK " + c.candidate().jdk()
                + (c.candidate().benchmarkClass().equals(REQUEST) ? ", whole request" : prices.stream().filter(f -> f.grade() == Grade.E3
                        && f.jdk().equals(c.candidate().jdk()) && f.cells().contains(c.candidate().label())).findFirst()
                        .map(f -> ", " + f.text() + " times its instructions").orElse(""))));
        return where.isEmpty() ? "" : "indistinguishable from the cache without a check (time): " + where.entrySet().stream()
                .map(e -> e.getKey() + " (" + e.getValue().stream().distinct().collect(Collectors.joining("; ")) + ")")
                .collect(Collectors.joining(", "));
    }

    /**
     * The least and the most of the strongest grade that there are prices of, and what is none: that a check costs less than no check is
     * no price of it, whatever made it so.
     */
    private static List<String> price(List<Figure> figures) {
        List<Figure> ratios = figures.stream().filter(f -> f.unit().equals("ratio") && !f.label().endsWith(Comparison.SHOWN_ONLY))
                .sorted(Comparator.comparing(Figure::grade)).toList();
        List<String> found = new ArrayList<>();
        List<Figure> prices = ratios.stream().filter(f -> !below(f)).toList();
        List<Figure> strongest = prices.stream().filter(f -> f.grade() == prices.get(0).grade()).toList();
        if (!strongest.isEmpty()) {
            Figure low = strongest.stream().min(Comparator.comparingDouble(Figure::value)).orElseThrow();
            Figure high = strongest.stream().max(Comparator.comparingDouble(Figure::value)).orElseThrow();
            found.add("price of being sound, of the read side only: from " + low.text() + " (" + low.label() + ") to "
                    + high.text() + " (" + high.label() + ")");
        }
        ratios.stream().filter(RacyCacheClaim::below).forEach(f -> found.add("no price: " + f.text() + " (" + f.label()
                + (f.jdk().isEmpty() ? "" : ", JDK " + f.jdk()) + "), " + cause(f, figures)));
        return found;
    }

    /** Whether it lies below 1 as a whole. */
    private static boolean below(Figure ratio) {
        return ratio.high() < 1;
    }

    /** Why a design costs less than a cache without a check, where an exact figure beside it says so. */
    private static String cause(Figure ratio, List<Figure> figures) {
        if (ratio.grade() != Grade.E4) {
            return "as counted";
        }
        return figures.stream().filter(f -> f.label().equals("instructions, " + ratio.label()) && f.jdk().equals(ratio.jdk()))
                .filter(RacyCacheClaim::below).findFirst().map(f -> "beside fewer instructions: " + f.text() + " times as many")
                .orElse("not explained");
    }
}
