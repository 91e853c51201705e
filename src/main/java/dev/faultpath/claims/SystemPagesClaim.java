package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * C10: whatever is added for device pages must cost nothing where the CPU has all pages. Counted operations of a walk of system pages only
 * decide: what a design adds to it must not grow with the pages, and it must ask nobody; instructions and times of the C pair stand beside
 * them. On HotSpot, the test for equivalence of times.
 */
final class SystemPagesClaim {
    private static final double MARGIN = ExistingUsersClaim.MARGIN;
    private static final String FEW = "1";
    private static final String MANY = "512";
    private static final String AREA = "system pages only";
    private static final Statement STATEMENT = new Statement("C10", "system pages stay cheapest", Map.of(
            Verdict.SUPPORTED, "Any of these forms leaves ranges that the CPU has as cheap as they are.",
            Verdict.REFUTED, "None of these forms can go in without making ranges that the CPU has dearer.",
            Verdict.DEPENDS, "Only the forms that add nothing for each page leave ranges that the CPU has as cheap as they are."),
            List.of(Source.SYSTEM_PAGES));

    private SystemPagesClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> also = new ArrayList<>();
        Stream.concat(ExistingUsersClaim.DESIGNS.stream(), ExistingUsersClaim.OTHERS.stream())
                .forEach(design -> points.add(counted(evidence, design)));
        InC c = new InC(evidence);
        for (String jdk : evidence.jdks()) {
            for (String design : ExistingUsersClaim.DESIGNS) {
                ExistingUsersClaim.executed(evidence, AREA, design, walk(jdk, MANY, design), walk(jdk, MANY, ExistingUsersClaim.NONE))
                        .ifPresent(points::add);
                also.addAll(ExistingUsersClaim.ofMostForks(evidence, AREA, design, walk(jdk, MANY, design),
                        walk(jdk, MANY, ExistingUsersClaim.NONE)));
                points.add(time(evidence, AREA, design, walk(jdk, MANY, design), walk(jdk, MANY, ExistingUsersClaim.NONE)));
            }
        }
        ExistingUsersClaim.DESIGNS.forEach(design -> c.ask(AREA, design, walk("", MANY, design), walk("", MANY, ExistingUsersClaim.NONE),
                (area, with, without) -> time(evidence, area, design, with, without)));
        points.addAll(c.points());
        return Ruling.of(STATEMENT, points, also, c.limits(
                new Limit("cheapest is 0 calls, and as many loads and stores more than without a callback in a walk of " + MANY
                        + " pages as in one of " + FEW, "what a request does once is no price of a page"),
                new Limit("in C the loop of " + ExistingUsersClaim.NONE + " has no call; " + ExistingUsersClaim.COLD
                        + ", measured beside it, has one and no callback", "what a form adds there is also what any first call adds"),
                Limits.noDearer(MARGIN), Limits.times()), List.of(), ExistingUsersClaim.CAUSE);
    }

    private static Evidence.Wanted walk(String jdk, String pages, String design) {
        return ExistingUsersClaim.walk(jdk, "system", pages, "rare", design);
    }

    private static Point counted(Evidence evidence, String design) {
        Optional<Operations> few = evidence.counted(walk("", FEW, design));
        Optional<Operations> fewWithout = evidence.counted(walk("", FEW, ExistingUsersClaim.NONE));
        if (few.isEmpty() || fewWithout.isEmpty()) {
            return Point.missing(Grade.E2, AREA, design, "", evidence.uncounted(walk("", FEW, design),
                    walk("", FEW, ExistingUsersClaim.NONE)));
        }
        return evidence.counted(AREA, design, walk("", MANY, design), walk("", MANY, ExistingUsersClaim.NONE), (with, without) -> {
            double calls = with.each(Operations.Step.CALLBACK_CALLS.words());
            double once = ExistingUsersClaim.accesses(few.get()) - ExistingUsersClaim.accesses(fewWithout.get());
            double more = ExistingUsersClaim.accesses(with) - ExistingUsersClaim.accesses(without);
            return Point.of(Grade.E2, AREA, design, "", calls == 0 && more <= once ? Outcome.HOLDS : Outcome.FAILS, Limits.count(calls)
                    + " calls, " + Limits.more(more, "loads and stores") + " in a walk of " + Limits.pages(MANY) + ", "
                    + Limits.more(once, "loads and stores") + " in one of " + Limits.pages(FEW), calls + more - once, List.of(
                    Figure.counted(design + ": loads and stores more than " + ExistingUsersClaim.NONE + ", " + AREA, more, "a walk", with,
                            without),
                    Figure.counted(design + ": calls, " + AREA, calls, "calls/walk", with)));
        });
    }

    private static Point time(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without) {
        return ExistingUsersClaim.noDearer(evidence, area, design, with, without, "", "%s times the time without a callback");
    }
}
