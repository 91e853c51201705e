package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Operations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * C1: where all memory is the asker's own, an engine with a callback does what the engine without one does. Counted operations decide at
 * each size, with instructions and times of the C pair; on HotSpot, instructions and the test for equivalence of times, by how often the
 * compiler has met foreign pages.
 */
final class ExistingUsersClaim {
    /** Largest difference that counts as none; stated before any run. */
    static final double MARGIN = 0.02;
    /** Sizes of the walk, 4 KiB pages: a page, 64 KiB, 2 MiB, 32 MiB, 512 MiB. */
    static final List<String> PAGES = List.of("1", "16", "512", "8192", "131072");
    /** Sizes at which times are compared: a walk of fewer pages differs by less than an empty method costs. */
    private static final List<String> TIMED = List.of("512", "8192", "131072");
    /** How often the compiler has met foreign pages, and how that is said. */
    private static final List<String> SHOWN = List.of("never", "rare", "often");
    /** What is shown beside the two that decide: the other designs that have an answer of their own. */
    static final List<String> OTHERS = List.of("callback-last-run", "callback-set-cache", "verdict-in-pagemap", "map-type-table",
            "epoch-map", "pair-verdicts", "runtime-owner", "core-distance", "after-walk", "callback-every-device-page");
    /** Engines that have a callback: asked each time, and remembering the last answer. */
    private static final String EACH = "callback-per-page";
    static final List<String> DESIGNS = List.of(EACH, "callback-last-pagemap");
    static final String NONE = "none";
    /** A control that answers as none, and has a call out of line: a kernel's loop has such calls already. */
    static final String COLD = "none-with-cold-call";
    /** Why HotSpot makes another thing of such designs. */
    static final String CAUSE = "a call left in the loop's method makes the compiler store and reload values for each entry that C keeps in"
            + " registers";
    static final String BENCHMARK = "PagemapCallbackBenchmark";

    private ExistingUsersClaim() {
    }

    private static final Statement STATEMENT = new Statement("C1", "existing users do not pay: the owner is compared first", Map.of(
            Verdict.SUPPORTED, "A callback behind the owner check needs no opt-in for users whose owner matches.",
            Verdict.REFUTED, "A callback has to be kept out of the walk of users that have none, by a flag or an engine of its "
                    + "own.",
            Verdict.DEPENDS, "Only the forms that add nothing at every size can go in without an opt-in."),
            List.of(Source.CALLBACK));

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> also = new ArrayList<>();
        for (String pages : PAGES) {
            DESIGNS.forEach(design -> points.add(counted(evidence, pages, design)));
            OTHERS.forEach(design -> also.addAll(counted(evidence, pages, design).figures()));
        }
        for (String jdk : evidence.jdks()) {
            for (String pages : TIMED) {
                for (String shown : SHOWN) {
                    // The row that is nearest to the kernel's loop is looked at where size matters too.
                    if (pages.equals(TIMED.get(0)) || shown.equals("rare")) {
                        for (String design : DESIGNS) {
                            executed(evidence, area(pages, shown), design, own(jdk, pages, shown, design), own(jdk, pages, shown, NONE))
                                    .ifPresent(points::add);
                            also.addAll(ofMostForks(evidence, area(pages, shown), design, own(jdk, pages, shown, design),
                                    own(jdk, pages, shown, NONE)));
                            points.add(time(evidence, area(pages, shown), design, own(jdk, pages, shown, design),
                                    own(jdk, pages, shown, NONE)));
                        }
                    }
                }
            }
        }
        InC c = new InC(evidence);
        for (String pages : TIMED) {
            DESIGNS.forEach(design -> c.ask(Limits.pages(pages), design, own("", pages, "rare", design), own("", pages, "rare", NONE),
                    (area, with, without) -> time(evidence, area, design, with, without)));
        }
        points.addAll(c.points());
        List<Figure> overColdCall = new ArrayList<>();
        for (String design : List.of(COLD, EACH)) {
            String reference = design.equals(COLD) ? NONE : COLD;
            overColdCall.addAll(c.beside(Limits.pages(TIMED.get(0)), own("", TIMED.get(0), "rare", design),
                    own("", TIMED.get(0), "rare", reference)));
            for (String jdk : evidence.jdks()) {
                SHOWN.forEach(shown -> also.addAll(evidence.beside(area(TIMED.get(0), shown), own(jdk, TIMED.get(0), shown, design),
                        own(jdk, TIMED.get(0), shown, reference))));
            }
        }
        also.addAll(overColdCall);
        return Ruling.of(STATEMENT, points, also, c.limits(new Limit("nothing more is 0 calls and 0 loads more than without a callback, but"
                + " for fields that are registers in C", "what is counted has no noise"), Limits.noDearer(MARGIN), Limits.times()),
                List.of(ofFirstCall(overColdCall)), CAUSE);
    }

    /** Whether what a callback adds in C is what any first call in a loop without calls does; empty where that was not counted. */
    private static String ofFirstCall(List<Figure> overColdCall) {
        Optional<Figure> cold = instructions(overColdCall, COLD);
        Optional<Figure> each = instructions(overColdCall, EACH);
        if (cold.isEmpty() || each.isEmpty()) {
            return "";
        }
        Optional<Figure> time = overColdCall.stream().filter(f -> f.grade() == Grade.E4 && f.label().startsWith(EACH)).findFirst();
        String times = time.map(f -> " and " + f.text() + " times the time").orElse("");
        String inTime = time.filter(f -> f.value() <= 1 + MARGIN).isPresent() ? ", in instructions and not in time" : "";
        return "in C " + COLD + ", which has a call that is not reached and no callback, executes " + cold.get().text()
                + " times the instructions of " + NONE + ", and " + EACH + " " + each.get().text() + " times the instructions" + times
                + " of that: " + (each.get().value() > 1 + MARGIN ? "what is more than 1 there is the callback's own" + inTime
                        : cold.get().value() > 1 + MARGIN ? "what a callback adds is the cost of the first call in a loop without calls"
                                : "neither adds anything");
    }

    private static Optional<Figure> instructions(List<Figure> figures, String design) {
        return figures.stream().filter(f -> f.grade() == Grade.E3 && f.label().startsWith("instructions, " + design)).findFirst();
    }

    private static Evidence.Wanted own(String jdk, String pages, String shown, String design) {
        return walk(jdk, "own", pages, shown, design);
    }

    /** A walk by a design, asked by nobody or in vain. */
    static Evidence.Wanted walk(String jdk, String placement, String pages, String shown, String design) {
        return new Evidence.Wanted(jdk, BENCHMARK, null, design, Map.of("layout", "system-present", "pages", pages,
                "placement", placement, "profile", "mega", "mix", "none", "yesPercent", "100", "callbackCost", "0", "foreignShown", shown));
    }

    private static Point counted(Evidence evidence, String pages, String design) {
        String area = Limits.pages(pages);
        return evidence.counted(area, design, own("", pages, "rare", design), own("", pages, "rare", NONE), (with, without) -> {
            double calls = with.each(Operations.Step.CALLBACK_CALLS.words());
            double more = loads(with) - loads(without);
            List<Figure> figures = List.of(Figure.counted(design + ": callback calls, own pages, " + area, calls, "calls/walk", with),
                    Figure.counted(design + ": loads more than " + NONE + ", own pages, " + area, more, "loads/walk", with, without));
            return Point.of(Grade.E2, area, design, "", calls == 0 && more <= 0 ? Outcome.HOLDS : Outcome.FAILS, Limits.count(calls)
                    + " calls and " + Limits.more(more, "loads") + " than without a callback", calls + more, figures);
        });
    }

    /** Loads of one operation, but those of fields that C has in registers. */
    private static double loads(Operations operations) {
        return Operations.Memory.inC().mapToDouble(m -> operations.each(Operations.Touch.LOADS.of(m))).sum();
    }

    /** Loads and stores of one operation, those of volatile fields included, but those of fields that C has in registers. */
    static double accesses(Operations operations) {
        return operations.plain() + operations.each(Operations.Step.VOLATILE_LOADS.words())
                + operations.each(Operations.Step.VOLATILE_STORES.words());
    }

    /** Loads and stores of one operation. */
    static double touches(Operations operations) {
        return Stream.of(Operations.Memory.values()).flatMap(m -> Stream.of(Operations.Touch.LOADS.of(m), Operations.Touch.STORES.of(m)))
                .mapToDouble(operations::each).sum();
    }

    private static String area(String pages, String shown) {
        return Limits.pages(pages) + ", foreign pages " + switch (shown) {
            case "never" -> "never seen";
            case "rare" -> "seen 1 in 1000";
            default -> "seen often";
        };
    }

    /**
     * Whether a design executes no more instructions than none, in each compiled form of both that has to be heeded; empty where one was
     * not counted. Open where forms differ in what they say.
     */
    static Optional<Point> executed(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without) {
        List<CellResult> candidates = evidence.find(with).map(CellResult::deciding).orElse(List.of());
        List<CellResult> references = evidence.find(without).map(CellResult::deciding).orElse(List.of());
        double[] ratios = candidates.stream().flatMap(c -> references.stream().map(r -> ratio(c.instructions(), r.instructions())))
                .mapToDouble(r -> r).toArray();
        if (Arrays.stream(ratios).anyMatch(Double::isNaN)) {
            return Optional.empty();
        }
        boolean noMore = Arrays.stream(ratios).allMatch(r -> r <= 1 + MARGIN);
        boolean more = Arrays.stream(ratios).allMatch(r -> r > 1 + MARGIN);
        boolean forms = ratios.length > 1;
        return Optional.of(evidence.instructions(area, design, with, without, (figure, ratio) -> Point.of(Grade.E3, area, design,
                with.jdk(), noMore ? Outcome.HOLDS : more ? Outcome.FAILS : Outcome.OPEN, figure.text() + " times the instructions"
                        + (forms ? " in the form of most forks" : ""), Math.log(ratio), List.of(figure), noMore || more ? new String[0]
                        : new String[] {"forks of one compiled form of " + with.text() + ": those of several differ in whether it costs"})))
                .filter(p -> !p.missing());
    }

    /** The instructions of the forms of most forks, to be shown, where {@link #executed} says nothing as another form was not counted. */
    static List<Figure> ofMostForks(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without) {
        return executed(evidence, area, design, with, without).isPresent() ? List.of() : evidence.beside(area, with, without).stream()
                .filter(f -> f.grade() == Grade.E3).map(f -> f.labelled(f.label() + ", in the form of most forks; shown only")).toList();
    }

    private static double ratio(OptionalDouble candidate, OptionalDouble reference) {
        return candidate.orElse(Double.NaN) / reference.orElse(Double.NaN);
    }

    private static Point time(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without) {
        return noDearer(evidence, area, design, with, without, "own pages, ", "with the callback %s times the time without");
    }

    /**
     * A case that holds where a design takes no more time than another, within the margin.
     *
     * @param where what the figure's label has before the area
     * @param found what is found, with {@code %s} for the ratio
     */
    static Point noDearer(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without, String where,
                          String found) {
        return evidence.point(area, design, with, without, comparison -> {
            Figure figure = comparison.figure(with.design() + " / " + without.design() + ", " + where + area);
            return comparison.point(area, design, comparison.noDearer(MARGIN), found.replace("%s", figure.text()), Math.log(figure.value()),
                    List.of(figure), 1 + MARGIN);
        });
    }
}
