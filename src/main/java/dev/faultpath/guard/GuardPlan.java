package dev.faultpath.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.Shape;
import dev.faultpath.guard.builds.Build;
import dev.faultpath.guard.builds.BuildCode;
import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.Procedure;
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
 * @param settings      what is promised and decided
 * @param entries       the cells
 */
@Json.Exact
public record GuardPlan(String set, long seed, Shape shape, List<String> jvmArgs, double budgetSeconds,
                        Settings settings, List<Entry> entries) {
    private static final String RULER = "ruler ";

    /** The forks in a few words: how they are divided, and their own arguments. */
    public String forks() {
        return String.join(" ", Stream.concat(Stream.of(String.format(Locale.ROOT, "%d + %d iterations of %d ms", shape.warmup(),
                shape.measured(), shape.millis())), jvmArgs.stream()).toList());
    }

    /** One cell of the run, what it is there for, and why it cannot be measured; {@code null} if it can. */
    public record Entry(Cell cell, GuardCell.Kind kind, @JsonInclude String reason) {
        /** Its name in the run: a cell may be guarded and be a ruler too. */
        public String label() {
            return (kind == GuardCell.Kind.RULER ? RULER : "") + cell.label();
        }
    }

    /** The procedure at its start. */
    public Procedure procedure() {
        return new Procedure(settings,
                entries.stream().map(e -> new GuardCell(e.label(), shape.millis(), e.kind, e.reason)).toList(), seed);
    }

    /** Most pairs that the run starts before it flags anything. */
    public int firstPairs() {
        return settings.screen().pairs() * (int) entries.stream().filter(e -> e.kind.run()).count();
    }

    /**
     * What is done with each cell: compared, unless the builds cannot differ or do not ask the same question.
     *
     * @param measureEqual whether cells that are made of the same bytes are run all the same, as A/A runs do
     */
    public static List<Entry> entries(List<Cell> cells, Build baseline, Build candidate, boolean measureEqual) {
        Catalogue old = Catalogue.of(baseline.jar());
        Catalogue now = Catalogue.of(candidate.jar());
        BuildCode oldCode = new BuildCode(baseline.jar());
        BuildCode nowCode = new BuildCode(candidate.jar());
        return cells.stream().map(cell -> entry(cell, old, now, oldCode, nowCode, measureEqual)).toList();
    }

    private static Entry entry(Cell cell, Catalogue old, Catalogue now, BuildCode oldCode, BuildCode nowCode, boolean measureEqual) {
        String missing = missing(cell, now, "candidate");
        missing = missing != null ? missing : missing(cell, old, "baseline");
        if (missing != null) {
            return new Entry(cell, GuardCell.Kind.MISSING, missing);
        }
        Optional<BuildCode.Hashes> before = oldCode.hashes(cell);
        Optional<BuildCode.Hashes> after = nowCode.hashes(cell);
        if (before.isEmpty() || after.isEmpty()) {
            return new Entry(cell, GuardCell.Kind.MISSING, (before.isEmpty() ? "baseline" : "candidate")
                    + " without the benchmark's class");
        }
        if (!before.get().question().equals(after.get().question())) {
            return new Entry(cell, GuardCell.Kind.MISSING, "changed benchmark hash (" + before.get().question() + ", now "
                    + after.get().question() + "): the benchmark itself, its state or its input differs, so times do not compare");
        }
        boolean same = before.get().all().equals(after.get().all());
        return new Entry(cell, same && !measureEqual ? GuardCell.Kind.SAME : GuardCell.Kind.COMPARED, null);
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
