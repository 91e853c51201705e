package dev.faultpath.claims;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.InputException;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.StressOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts together what several results folders and files hold. */
public final class EvidenceReader {
    private final Map<String, CellResult> cells = new LinkedHashMap<>();
    private final Map<String, StressOutcome> stress = new TreeMap<>();
    private final Set<GroupingRow> grouping = new LinkedHashSet<>();
    private final Map<String, Set<String>> machines = new LinkedHashMap<>();
    private final Map<String, Set<String>> commits = new LinkedHashMap<>();
    private int blocks;

    private EvidenceReader() {
    }

    /**
     * What was read.
     *
     * @param evidence the evidence
     * @param warnings what should not have been put together, one line each; empty if nothing
     */
    public record Read(Evidence evidence, List<String> warnings) {
    }

    /**
     * Reads and merges. Forks of a cell that stands in several results are all kept; blocks of different results stay different, so
     * that forks are paired within one run only.
     *
     * @param paths results folders, with what the concurrency tests and the owner registries said beside the times, or single files of them
     * @throws InputException if one is missing, is none of these, or brings forks that another has brought already
     */
    public static Read read(List<Path> paths) {
        EvidenceReader reader = new EvidenceReader();
        paths.forEach(reader::add);
        List<String> warnings = new ArrayList<>();
        mixed("machines", reader.machines, warnings);
        mixed("commits", reader.commits, warnings);
        return new Read(new Evidence(List.copyOf(reader.cells.values()), List.copyOf(reader.stress.values()), List.copyOf(reader.grouping)),
                warnings);
    }

    private static void mixed(String what, Map<String, Set<String>> found, List<String> warnings) {
        if (found.size() > 1) {
            warnings.add("results of different " + what + " are put together: " + String.join(", ",
                    found.entrySet().stream().map(e -> e.getKey() + " (" + String.join(", ", e.getValue()) + ")").toList()));
        }
    }

    private void add(Path path) {
        String name = String.valueOf(path.getFileName());
        if (!Files.isDirectory(path)) {
            file(path, name);
            return;
        }
        List<Path> inside;
        try (Stream<Path> all = Files.list(path)) {
            inside = all.sorted().toList();
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e.getMessage(), e);
        }
        List<Path> ours = inside.stream().filter(p -> beside(p.getFileName().toString())).toList();
        if (ours.isEmpty() || inside.stream().anyMatch(p -> p.getFileName().toString().matches("jdk.*\\.json"))) {
            run(path);
        }
        ours.forEach(p -> file(p, p.getFileName().toString()));
    }

    /** Whether a file of this name stands beside the times. */
    private static boolean beside(String name) {
        return StressOutcome.isFileName(name) || name.equals(GroupingRow.FILE);
    }

    private void file(Path path, String name) {
        if (StressOutcome.isFileName(name)) {
            StressOutcome outcome = StressOutcome.read(path);
            stress.merge(outcome.jdk(), outcome, (a, b) -> new StressOutcome(a.jdk(), Stream.concat(a.tests().stream(), b.tests().stream()).toList()));
        } else if (name.equals(GroupingRow.FILE)) {
            grouping.addAll(GroupingRow.read(path));
        } else {
            run(path);
        }
    }

    private void run(Path path) {
        ResultFolder folder = ResultFolder.read(path);
        int before = blocks;
        for (CellResult cell : folder.cells()) {
            List<Fork> own = cell.forks().stream().map(f -> inBlock(f, f.block() + before)).toList();
            List<Fork> forks = own;
            CellResult known = cells.get(cell.label());
            if (known != null) {
                if (known.forks().stream().anyMatch(a -> own.stream().anyMatch(b -> same(a, b)))) {
                    throw new InputException(path + ": forks of " + cell.label() + " are given twice");
                }
                forks = Stream.concat(known.forks().stream(), own.stream()).toList();
            }
            cells.put(cell.label(), new CellResult(cell.benchmark(), cell.params(), cell.jdk(), cell.jmhVersion(), cell.jdkVersion(),
                    cell.vmName(), cell.vmVersion(), cell.jvmArgs(), cell.warmup(), cell.measured(), cell.iterationMillis(), forks));
            blocks = Math.max(blocks, forks.stream().mapToInt(Fork::block).max().orElse(0));
        }
        note(folder, machines, folder.environment().path("machine").path("class"));
        note(folder, commits, folder.environment().path("commit"));
    }

    private static void note(ResultFolder folder, Map<String, Set<String>> found, JsonNode value) {
        if (value.isTextual()) {
            found.computeIfAbsent(value.asText(), v -> new LinkedHashSet<>()).add(folder.name());
        }
    }

    private static Fork inBlock(Fork fork, int block) {
        return new Fork(block, fork.status(), fork.reason(), fork.warmup(), fork.measured(), fork.score(), fork.mean(), fork.bytesPerOp(),
                fork.seconds(), fork.steal(), fork.foreign(), fork.flags(), fork.counters());
    }

    private static boolean same(Fork a, Fork b) {
        return a.counts() && b.counts() && a.score() == b.score() && a.seconds() == b.seconds() && Arrays.equals(a.measured(), b.measured())
                && Arrays.equals(a.warmup(), b.warmup());
    }
}
