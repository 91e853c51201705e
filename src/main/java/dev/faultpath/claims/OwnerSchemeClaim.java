package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.GroupingRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * C6: owners that stand for groups of devices which reach each other are enough. Counting decides, not time: which of the directly linked
 * pairs the kernel's scheme grants on real topologies, over the orders in which devices may arrive. It holds on one where every linked
 * pair is granted in every order. Links made up to show one property, and what a denied pair costs, a migration in the fault, are shown
 * beside it.
 */
final class OwnerSchemeClaim {
    /** Share of the linked pairs that must be granted even in the worst order: all, as a denied pair migrates pages it could read. */
    static final double GRANTED = 1;

    private static final String SCHEME = "greedy-groups";
    private static final List<String> COMPETITORS = List.of("best-fit", "best-clique", "exact-cover", "bitmask-per-peer", "matrix");
    private static final String HOW = GroupingRow.FILE + ": any run of this version writes it, such as faultpath bench --preset smoke";

    private static final Statement STATEMENT = new Statement("C6", "owners by reachability are enough", Map.of(
            Verdict.SUPPORTED, "Owners computed at registration express what links allow: no question is left for a fault.",
            Verdict.REFUTED, "Owners deny links that are there: whoever may read what has to be asked otherwise.",
            Verdict.DEPENDS, "Owners are enough where links are transitive; elsewhere a fault on a denied peer's memory "
                    + "migrates it."),
            List.of(Source.REACHABILITY, Source.REGISTRY));

    private OwnerSchemeClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> also = new ArrayList<>();
        List<String> madeUp = new ArrayList<>();
        Map<String, GroupingRow> seen = new HashMap<>();
        for (GroupingRow row : evidence.grouping()) {
            GroupingRow before = seen.putIfAbsent(row.topology() + " " + row.design(), row);
            if (before == null && row.design().equals(SCHEME) && row.shipped()) {
                points.add(point(row, evidence.grouping()));
            } else if (before == null && row.design().equals(SCHEME)) {
                figures(row, also);
                madeUp.add(row.topology() + " (" + nature(row) + ") " + share(row.worst(), row.best()));
            } else if (before != null && !before.equals(row)) {
                points.add(Point.of(Grade.E1, row.topology(), row.design(), "", Outcome.OPEN, "two results disagree on what is granted", 0,
                        List.of(), "results of one version: " + row.design() + " on " + row.topology() + " differs between them"));
            }
        }
        if (points.isEmpty()) {
            points.add(Point.missing(Grade.E1, "shipped topologies", "", "", List.of(HOW)));
        }
        evidence.jdks().forEach(jdk -> migration(evidence, jdk).ifPresent(also::add));
        String remark = madeUp.isEmpty() ? "" : "of links made up to show one property, " + String.join(", ", madeUp);
        return Ruling.of(STATEMENT, points, also, List.of(new Limit("enough if " + Limits.percent(GRANTED)
                + " of the directly linked pairs are granted in every order of arrival tried", "a denied pair migrates pages that it could"
                + " read, and no order of arrival is the right one")), List.of(remark), "");
    }

    private static Point point(GroupingRow row, List<GroupingRow> all) {
        List<Figure> figures = new ArrayList<>();
        figures(row, figures);
        List<String> better = new ArrayList<>();
        for (String design : COMPETITORS) {
            all.stream().filter(r -> r.topology().equals(row.topology()) && r.design().equals(design)).findFirst().ifPresent(r -> {
                if (row.worst() < GRANTED) {
                    figures(r, figures);
                }
                if (r.worst() > row.worst()) {
                    better.add(design + " " + share(r.worst(), r.best()));
                }
            });
        }
        String orders = row.orders() == 1 ? "one order" : (row.exhaustive() ? "all " : "") + String.format(Locale.ROOT, "%,d", row.orders())
                + (row.exhaustive() ? " orders" : " sampled orders");
        String text = row.linkedPairs() == 0 ? "nothing is linked" : share(row.worst(), row.best()) + " of " + row.linkedPairs()
                + " linked pairs granted, mean " + Limits.percent(Math.round(row.mean() * 1000) / 1000.0) + ", over " + orders
                + (better.isEmpty() ? "" : "; more by " + String.join(", ", better));
        return Point.of(Grade.E1, row.topology() + " (" + nature(row) + ")", "", "", row.worst() >= GRANTED ? Outcome.HOLDS
                : Outcome.FAILS, text,
                1 - row.worst(), figures);
    }

    private static String nature(GroupingRow row) {
        return (row.transitive() ? "transitive" : "not transitive") + (row.symmetric() ? "" : ", not symmetric");
    }

    private static String share(double worst, double best) {
        double low = Math.round(worst * 1000) / 1000.0;
        double high = Math.round(best * 1000) / 1000.0;
        return low == high ? Limits.percent(low) : Limits.percent(low) + " to " + Limits.percent(high);
    }

    private static void figures(GroupingRow row, List<Figure> figures) {
        String label = row.design() + " on " + row.topology() + ": linked pairs granted, ";
        if (row.worst() == row.best()) {
            figures.add(Figure.computed(label + "any order", row.best(), "share", ""));
            return;
        }
        figures.add(Figure.computed(label + "worst order", row.worst(), "share", ""));
        figures.add(Figure.computed(label + "mean order", row.mean(), "share", ""));
        figures.add(Figure.computed(label + "best order", row.best(), "share", ""));
    }

    /** A whole fault of memory that has another owner, against one of own memory: shown, as the two are no designs of one fault. */
    private static Optional<Figure> migration(Evidence evidence, String jdk) {
        return evidence.compare(Evidence.Wanted.fault(jdk, "owner-only", "foreign-refused", "2m", "4k"),
                Evidence.Wanted.fault(jdk, "owner-only", "own", "2m", "4k"))
                .map(c -> c.figure("whole fault, another owner's memory / own memory"));
    }
}
