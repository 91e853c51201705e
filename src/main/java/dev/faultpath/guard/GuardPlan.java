package dev.faultpath.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.builds.BuildCode;
import dev.faultpath.guard.builds.Builds.Build;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.results.Design;
import dev.faultpath.results.Json;
import dev.faultpath.run.Catalogue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that decides what a guard run does; the first record of its file, so that a resumed run does the same.
 *
 * @param set           name of the set of cells it came from
 * @param seed          seed of all that is random
 * @param shape         how each fork is divided
 * @param jvmArgs       arguments of the forks beyond those of every fork
 * @param budgetSeconds wall time that pairs may take together, seconds
 * @param timeAll       whether cells are timed whatever counts say
 * @param settings      what is promised and decided
 * @param entries       the cells
 */
@Json.Exact
public record GuardPlan(String set, long seed, Shape shape, List<String> jvmArgs, double budgetSeconds, boolean timeAll,
                        Settings settings, List<Entry> entries) {
    /** Refuses what no run can do. */
    public GuardPlan {
        if (entries.isEmpty() || entries.stream().map(Entry::label).distinct().count() < entries.size()) {
            throw new InputException("a guard run has cells, and none twice");
        }
    }

    /** What is done with a cell. */
    public enum Kind {
        /** Compared. */
        COMPARED,
        /** Made of the same byte code in both builds: unchanged without being run. */
        SAME,
        /** Cannot be compared: one build does not have it, or its benchmark differs. */
        MISSING
    }

    /** The forks in a few words: how they are divided, and their own arguments. */
    public String forks() {
        return String.join(" ", Stream.concat(Stream.of(String.format(Locale.ROOT, "%d + %d iterations of %d ms", shape.warmup(),
                shape.measured(), shape.millis())), jvmArgs.stream()).toList());
    }

    /**
     * One cell of the run.
     *
     * @param changed methods that it can reach and whose code differs
     * @param reason  why it cannot be compared; {@code null} if it can
     */
    public record Entry(Cell cell, Kind kind, List<String> changed, @JsonInclude String reason) {
        /** Its name in the run. */
        public String label() {
            return cell.label();
        }

        /** Whether it is counted. */
        boolean counted() {
            return kind == Kind.COMPARED;
        }
    }

    /** How many cells are of a kind. */
    public long count(Kind kind) {
        return entries.stream().filter(e -> e.kind == kind).count();
    }

    /**
     * What is done with each cell: compared, unless the builds cannot differ or do not ask the same question.
     *
     * @param timeAll whether cells that are made of the same bytes are run all the same, as A/A runs do
     */
    public static List<Entry> entries(List<Cell> cells, Build baseline, Build candidate, boolean timeAll) {
        Catalogue old = Catalogue.of(baseline.jar());
        Catalogue now = Catalogue.of(candidate.jar());
        BuildCode oldCode = new BuildCode(baseline.jar());
        BuildCode nowCode = new BuildCode(candidate.jar());
        return cells.stream().map(cell -> entry(cell, old, now, oldCode, nowCode, timeAll)).toList();
    }

    private static Entry entry(Cell cell, Catalogue old, Catalogue now, BuildCode oldCode, BuildCode nowCode, boolean timeAll) {
        String missing = missing(cell, now, "candidate");
        missing = missing != null ? missing : missing(cell, old, "baseline");
        if (missing != null) {
            return missing(cell, missing);
        }
        Optional<BuildCode.Hashes> before = oldCode.hashes(cell);
        Optional<BuildCode.Hashes> after = nowCode.hashes(cell);
        if (before.isEmpty() || after.isEmpty()) {
            return missing(cell, (before.isEmpty() ? "baseline" : "candidate") + " without the benchmark's class");
        }
        if (!before.get().question().equals(after.get().question())) {
            return missing(cell, "changed benchmark (" + before.get().question() + ", now " + after.get().question()
                    + "): the benchmark itself, its state or its input differs, so nothing compares");
        }
        boolean same = before.get().all().equals(after.get().all());
        return new Entry(cell, same && !timeAll ? Kind.SAME : Kind.COMPARED, same ? List.of() : nowCode.changed(cell, oldCode), null);
    }

    private static Entry missing(Cell cell, String why) {
        return new Entry(cell, Kind.MISSING, List.of(), why);
    }

    /** Why a build cannot run a cell; {@code null} if it can. */
    private static String missing(Cell cell, Catalogue catalogue, String build) {
        Optional<Catalogue.Entry> found = catalogue.entries().stream().filter(e -> e.benchmark().equals(cell.benchmark())).findFirst();
        if (found.isEmpty()) {
            return build + " without the benchmark";
        }
        Map<String, List<String>> params = found.get().params();
        Optional<String> lacking = cell.params().keySet().stream().filter(p -> !params.containsKey(p)).findFirst();
        Optional<String> more = params.keySet().stream().filter(p -> !cell.params().containsKey(p)).findFirst();
        String design = cell.params().get(Design.PARAMETER);
        return lacking.isPresent() ? build + " without the parameter '" + lacking.get() + "'"
                : more.isPresent() ? build + " with a further parameter '" + more.get() + "'"
                : design == null || params.get(Design.PARAMETER).contains(design) ? null : build + " without the design '" + design + "'";
    }
}
