package dev.faultpath.claims;

import dev.faultpath.claims.Point.Outcome;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * C9: a device-private entry may hold an offset, and the way to its owner go through a range tree, without an entry becoming dearer than
 * with a pfn and a struct page in the memmap. Counted loads and distinct lines of a walk decide, each for itself, with instructions and
 * times of the C pair; on HotSpot, instructions, and where the walk is not slower.
 */
final class DevicePageAddressClaim {
    private static final double MARGIN = ExistingUsersClaim.MARGIN;
    /** What decides: the way as it was posted, and the same with a cache of the last range, each beside its like of entries with a pfn. */
    private static final List<Form> FORMS = List.of(new Form("range-tree-page", "owner-pointer"),
            new Form("range-tree-last-range", "per-run"));
    /** What nobody posted, shown beside them: the owner from the tree, without the struct page. */
    private static final Form ALSO = new Form("range-tree", "owner-pointer");
    /** What is there in the model alone: the hop from a number to the pagemap, the tables found beforehand, registers of C. */
    private static final Set<Memory> MODEL_ONLY = Set.of(Memory.PAGEMAP_ARRAY, Memory.LEAF_STREAM, Memory.OTHER_FIELDS);

    /** A design by offset, and the one that does the like by pfn. */
    private record Form(String offset, String pfn) {
    }

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

        Place at(String size) {
            return new Place(area, placement, size);
        }

        /** The area of a comparison of compiled code, where the size counts. */
        String sized() {
            return area + ", " + Limits.pages(pages);
        }
    }

    /** Sizes between which counts grow: what a walk does once, such as the first look into a node, is no price of an entry. */
    private static final String PAGES = "512";
    private static final String MANY = "8192";
    private static final List<Place> PLACES = List.of(new Place("one pagemap", "own", PAGES), Place.of(1, 8, PAGES),
            Place.of(16, 8, PAGES), Place.of(1, 72, PAGES), Place.of(16, 72, PAGES));
    /** Where compiled code is compared; in the last one struct pages do not fit the caches, so that a line more costs a miss. */
    private static final List<Place> COMPILED = List.of(PLACES.get(0), PLACES.get(2), PLACES.get(4), Place.of(16, 8, "131072"));

    private static final Statement STATEMENT = new Statement("C9", "device pages need no physical address: an entry costs no more", Map.of(
            Verdict.SUPPORTED, "A fault pays nothing for offsets in the place of pfns: on this path nothing speaks against them.",
            Verdict.REFUTED, "A fault pays for offsets with every form of the look-up: they have to be worth it elsewhere.",
            Verdict.DEPENDS, "The form of the look-up decides: with the last range remembered an entry loads fewer lines, and more "
                    + "words the more pagemaps there are."),
            List.of(Source.OFFSETS));

    private DevicePageAddressClaim() {
    }

    static ClaimVerdict judge(Evidence evidence) {
        List<Point> points = new ArrayList<>();
        List<Figure> also = new ArrayList<>();
        for (Place place : PLACES) {
            for (Touch touch : List.of(Touch.LOADS, Touch.LINES)) {
                FORMS.forEach(form -> points.add(counted(evidence, place, form, touch)));
                also.addAll(counted(evidence, place, ALSO, touch).figures());
            }
        }
        InC c = new InC(evidence);
        for (String jdk : evidence.jdks()) {
            for (Place place : COMPILED) {
                for (Form form : FORMS) {
                    Evidence.Wanted offset = place.cell(jdk, form.offset);
                    Evidence.Wanted pfn = place.cell(jdk, form.pfn);
                    ExistingUsersClaim.executed(evidence, place.sized(), form.offset, offset, pfn).ifPresent(points::add);
                    points.add(time(evidence, place.sized(), form, offset, pfn));
                }
            }
        }
        COMPILED.forEach(place -> FORMS.forEach(form -> c.ask(place.sized(), form.offset, place.cell("", form.offset),
                place.cell("", form.pfn), (area, with, without) -> time(evidence, area, form, with, without))));
        points.addAll(c.points());
        return Ruling.of(STATEMENT, points, also, c.limits(
                new Limit("no more is no more loads, and no more lines of 64 bytes, for each entry by which a walk grows from "
                        + Limits.pages(PAGES) + " to " + Limits.pages(MANY) + " of device memory, without the model's own array of"
                        + " pagemaps; each is a case of its own",
                        "a load of a cached node and the line of a struct page are no one price, so neither makes up for the other; what"
                                + " a walk does once is no price of an entry"),
                new Limit("as posted is compared with " + FORMS.get(0).pfn + ", with a cache of the last range with " + FORMS.get(1).pfn,
                        "a cache helps an entry with a pfn as well, and what it saves is not the offset's"),
                new Limit("nodes of the tree are full, and its root pointer and the RCU section are not counted",
                        "a tree that grew has at least as many levels, and the rest only favours offsets"),
                new Limit("no more instructions is at most " + Limits.percent(MARGIN) + " above; not slower if the one-sided 95 % bound of"
                        + " the ratio is, slower if the whole 95 % interval is beyond that", "the same margin as in C1"),
                new Limit("on HotSpot code waits for the compiler, so that " + FORMS.get(1).pfn
                        + " has its longer form on JDK 25 in all forks",
                        "where it is compiled in the background, half of them have one a quarter shorter"),
                Limits.times()), List.of(),
                "nodes of the tree and, at small sizes, struct pages too lie in the nearest cache, so the steps of the look-up count and"
                        + " lines do not");
    }

    private static double touches(Operations operations, Touch touch) {
        return Stream.of(Memory.values()).filter(m -> !MODEL_ONLY.contains(m)).mapToDouble(m -> operations.each(touch.of(m))).sum();
    }

    private static Point counted(Evidence evidence, Place place, Form form, Touch touch) {
        String unit = touch == Touch.LOADS ? "loads" : "lines";
        String detail = form.offset + ", " + unit;
        Place large = place.at(MANY);
        Optional<Operations> offsetMany = evidence.counted(large.cell("", form.offset));
        Optional<Operations> pfnMany = evidence.counted(large.cell("", form.pfn));
        if (offsetMany.isEmpty() || pfnMany.isEmpty()) {
            return Point.missing(Grade.E2, place.area, detail, "", evidence.uncounted(large.cell("", form.offset),
                    large.cell("", form.pfn)));
        }
        return evidence.counted(place.area, detail, place.cell("", form.offset), place.cell("", form.pfn), (with, without) -> {
            double offset = growth(with, offsetMany.get(), touch);
            double pfn = growth(without, pfnMany.get(), touch);
            return Point.of(Grade.E2, place.area, detail, "", offset <= pfn ? Outcome.HOLDS : Outcome.FAILS, Figure.format(offset) + " "
                    + unit + " an entry instead of " + Figure.format(pfn) + " by " + form.pfn, offset - pfn, List.of(
                    Figure.counted(form.offset + ": " + unit + ", " + place.area, offset, unit + "/page", with, offsetMany.get()),
                    Figure.counted(form.pfn + ": " + unit + ", " + place.area, pfn, unit + "/page", without, pfnMany.get())));
        });
    }

    /** Touches for each page by which a walk grew. */
    private static double growth(Operations few, Operations many, Touch touch) {
        return (touches(many, touch) - touches(few, touch)) / (many.pages() - few.pages());
    }

    private static Point time(Evidence evidence, String area, Form form, Evidence.Wanted with, Evidence.Wanted without) {
        return ExistingUsersClaim.noDearer(evidence, area, form.offset, with, without, "", "%s times the time of " + form.pfn);
    }
}
