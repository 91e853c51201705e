package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * C9: a device-private entry may hold an offset, and the way to its owner go through a range tree, without an entry becoming dearer than
 * with a pfn and a struct page in the memmap. Counted loads and distinct lines of a walk decide, each for itself, with instructions and
 * times of the C pair; on HotSpot, instructions, and where the walk is not slower.
 */
final class DevicePageAddressClaim {
    private static final double MARGIN = ExistingUsersClaim.MARGIN;
    private static final String REFERENCE = "owner-pointer";
    /** As posted, without the struct page, and with a cache of the last range. */
    private static final List<String> DESIGNS = List.of("range-tree-page", "range-tree", "range-tree-last-range");
    /** What is there in the model alone: the hop from a number to the pagemap, the tables found beforehand, registers of C. */
    private static final Set<Memory> MODEL_ONLY = Set.of(Memory.PAGEMAP_ARRAY, Memory.LEAF_STREAM, Memory.OTHER_FIELDS);

    /** Pagemaps of one owner, and pages of a run in one of them. */
    private record Place(String area, String placement, String pages) {
        static Place of(int run, int pagemaps, String pages) {
            return new Place(String.format(Locale.ROOT, "%d pagemaps, runs of %s", pagemaps, Limits.pages(Integer.toString(run))),
                    "clique:" + run + ":" + pagemaps, pages);
        }

        Evidence.Wanted cell(String jdk, String design) {
            return new Evidence.Wanted(jdk, "OwnerComparisonBenchmark", "compare", design, Map.of("layout", "system-present",
                    "pages", pages, "placement", placement));
        }

        /** The area of a comparison of compiled code, where the size counts. */
        String sized() {
            return area + ", " + Limits.pages(pages);
        }
    }

    private static final String PAGES = "512";
    private static final List<Place> PLACES = List.of(new Place("one pagemap", "own", PAGES), Place.of(1, 8, PAGES),
            Place.of(16, 8, PAGES), Place.of(1, 72, PAGES), Place.of(16, 72, PAGES));
    /** Where the struct pages do not fit the caches, so that a line more costs a miss. */
    private static final Place LARGE = Place.of(16, 8, "131072");

    private static final Statement STATEMENT = new Statement("C9", "device pages need no physical address: an entry costs no more", Map.of(
            Verdict.SUPPORTED, "A fault pays nothing for offsets in the place of pfns: on this path nothing speaks against them.",
            Verdict.REFUTED, "A fault pays for offsets with every form of the look-up: they have to be worth it elsewhere.",
            Verdict.DEPENDS, "Offsets leave an entry as cheap as it is only with the forms, and the numbers of pagemaps, that it holds "
                    + "for."),
            List.of(new Source("Jordan Niethe, Remove device private pages from physical address space, linux-mm",
                    "RFC of 28 November 2025, v2 of 7 January to v6 of 2 February 2026")));

    private DevicePageAddressClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        for (Place place : PLACES) {
            for (String design : DESIGNS) {
                points.add(counted(evidence, place, design, Touch.LOADS));
                points.add(counted(evidence, place, design, Touch.LINES));
            }
        }
        InC c = new InC(evidence);
        for (String jdk : evidence.jdks()) {
            for (Place place : Stream.concat(PLACES.stream(), Stream.of(LARGE)).toList()) {
                for (String design : DESIGNS) {
                    ExistingUsersClaim.executed(evidence, place.sized(), design, place.cell(jdk, design), place.cell(jdk, REFERENCE))
                            .ifPresent(points::add);
                    points.add(time(evidence, place.sized(), design, place.cell(jdk, design), place.cell(jdk, REFERENCE)));
                    c.ask(place.sized(), design, place.cell(jdk, design), place.cell(jdk, REFERENCE),
                            (area, with, without) -> time(evidence, area, design, with, without));
                }
            }
        }
        points.addAll(c.points());
        return Ruling.of(STATEMENT, points, List.of(), c.limits(
                new Limit("no more is no more loads, and no more lines of 64 bytes, than by " + REFERENCE + " in a walk of "
                        + Limits.pages(PAGES) + " of device memory, without the model's own array of pagemaps; each is a case of its own",
                        "a load of a cached node and the line of a struct page are no one price, so neither makes up for the other"),
                new Limit("nodes of the tree are full, and its root pointer and the RCU section are not counted",
                        "a tree that grew has at least as many levels, and the rest only favours offsets"),
                new Limit("no more instructions is at most " + Limits.percent(MARGIN) + " above; not slower if the one-sided 95 % bound of"
                        + " the ratio is, slower if the whole 95 % interval is beyond that", "the same margin as in C1"),
                Limits.times()), "",
                "nodes of the tree and, at small sizes, struct pages too lie in the nearest cache, so the steps of the look-up count and"
                        + " lines do not");
    }

    private static double touches(Operations operations, Touch touch) {
        return Stream.of(Memory.values()).filter(m -> !MODEL_ONLY.contains(m)).mapToDouble(m -> operations.each(touch.of(m))).sum();
    }

    private static Point counted(Evidence evidence, Place place, String design, Touch touch) {
        String unit = touch == Touch.LOADS ? "loads" : "lines";
        String detail = design + ", " + unit;
        return evidence.counted(place.area, detail, place.cell("", design), place.cell("", REFERENCE), (with, without) -> {
            double offset = touches(with, touch) / with.pages();
            double pfn = touches(without, touch) / without.pages();
            return Point.of(Grade.E2, place.area, detail, "", offset <= pfn ? Outcome.HOLDS : Outcome.FAILS, Figure.format(offset) + " "
                    + unit + " an entry instead of " + Figure.format(pfn), Math.log(offset / pfn), List.of(
                    Figure.counted(design + ": " + unit + ", " + place.area, offset, unit + "/page", with),
                    Figure.counted(REFERENCE + ": " + unit + ", " + place.area, pfn, unit + "/page", without)));
        });
    }

    private static Point time(Evidence evidence, String area, String design, Evidence.Wanted with, Evidence.Wanted without) {
        return evidence.point(area, design, with, without, comparison -> {
            Figure figure = comparison.figure(design + " / " + REFERENCE + ", " + area);
            return comparison.point(area, design, comparison.noDearer(MARGIN), figure.text() + " times the time by a struct page",
                    Math.log(figure.value()), List.of(figure), 1 + MARGIN);
        });
    }
}
