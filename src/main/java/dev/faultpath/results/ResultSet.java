package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Results that may be compared with each other: runs of the same code, on the same machine, in the same way. Nothing is ever
 * compared across two sets.
 *
 * @param folders where they came from, in order of time; at least one
 * @param cells   their cells, each once, with the forks of all runs. Blocks of a later run are counted on from those of the runs before
 *                it, so that forks are paired within a run only
 * @param stress  what the concurrency tests saw, one a JDK, in order; empty if they were not run
 * @param grouping what the owner registries grant; empty if that was not computed
 * @param arising which runs of one pagemap arise after migrations; empty if that was not computed
 * @param operations what cells do, counted; empty if that was not counted
 * @param proofs  what deterministic tests hold of their build; empty if that was not kept
 */
public record ResultSet(List<ResultFolder> folders, List<CellResult> cells, List<StressOutcome> stress, List<GroupingRow> grouping,
                        List<ArisingRow> arising, List<Operations> operations, List<Proof> proofs) {
    /** What changes from run to run on a machine that is still the same one. */
    private static final List<String> PASSING = List.of("load1", "stealSinceBoot");

    private static final String C_HASH = "cHash";
    /**
     * A build of a stable release. Where a distribution counts its updates behind the hyphen, as in {@code 6.1.0-18-amd64}, each is a
     * kernel of its own, and so is one for real time.
     */
    private static final Pattern KERNEL_BUILD = Pattern.compile("^(\\d+\\.\\d+\\.[1-9]\\d*)-(?!.*(?:rt|lowlatency)).*");

    /** The hash of measured code that could not be read. */
    public static final String UNKNOWN = "unknown";

    /**
     * Puts results together that belong together. The rule is ours: same machine and measured code (by its hash; by commit where that is
     * unknown), same sources of the C pair where both tell them, same shape of a fork, and where two runs have a JDK in common, the same
     * build of it. Builds of one stable release of the kernel are one kernel. Results without an environment belong to nothing else.
     *
     * @param folders in any order
     * @return sets in order of their first run's time and name
     * @throws InputException if there is no folder, one has no cell, or the same run was given twice
     */
    public static List<ResultSet> merge(List<ResultFolder> folders) {
        if (folders.isEmpty()) {
            throw new InputException("no results are given");
        }
        List<List<ResultFolder>> groups = new ArrayList<>();
        for (ResultFolder folder : folders.stream().sorted(Comparator.comparing(ResultSet::started).thenComparing(ResultFolder::name))
                .toList()) {
            if (folder.cells().isEmpty()) {
                throw new InputException(folder.name() + ": no result in it");
            }
            List<ResultFolder> home = groups.stream().filter(g -> g.stream().allMatch(f -> together(f, folder))).findFirst().orElse(null);
            if (home == null) {
                home = new ArrayList<>();
                groups.add(home);
            }
            home.add(folder);
        }
        return groups.stream().map(g -> new ResultSet(List.copyOf(g), cells(g), stress(g), grouping(g), arising(g), operations(g),
                proofs(g))).toList();
    }

    /** The results of one folder by themselves. */
    public static ResultSet of(ResultFolder folder) {
        return merge(List.of(folder)).get(0);
    }

    /** Names of the folders, with commas between. */
    public String name() {
        return folders.stream().map(ResultSet::name).distinct().collect(Collectors.joining(", "));
    }

    /** A name that still says something where only a file of a folder was given. */
    private static String name(ResultFolder folder) {
        Path parent = folder.path().toAbsolutePath().normalize().getFileName();
        return parent == null || parent.toString().equals(folder.name()) ? folder.name() : parent + "/" + folder.name();
    }

    /** The newest run, whose folder holds what is made of all. */
    public ResultFolder newest() {
        return folders.get(folders.size() - 1);
    }

    /** The environment of the newest run; an empty object if there is none. */
    public ObjectNode environment() {
        return newest().environment();
    }

    /** Feature versions of the JDKs that were measured, in order. */
    public List<String> jdks() {
        return CellResult.jdks(cells);
    }

    private static String started(ResultFolder folder) {
        return folder.environment().path("started").asText("");
    }

    private static boolean together(ResultFolder a, ResultFolder b) {
        return !a.environment().isEmpty() && kind(a.environment()).equals(kind(b.environment()))
                && sameBuilds(a.environment(), b.environment()) && sameC(a.environment(), b.environment());
    }

    /** Hash of the C pair's sources; empty for runs of before it was told. */
    public String cHash() {
        return environment().path(C_HASH).asText("");
    }

    /** Of the C pair: runs of before its sources were told say nothing of them. */
    private static boolean sameC(ObjectNode a, ObjectNode b) {
        return !a.has(C_HASH) || !b.has(C_HASH) || a.get(C_HASH).equals(b.get(C_HASH));
    }

    private static JsonNode kind(ObjectNode environment) {
        ObjectNode kind = Json.MAPPER.createObjectNode();
        for (String key : List.of("machine", "dirty", "harness")) {
            kind.set(key, environment.path(key).deepCopy());
        }
        String hash = environment.path("codeHash").asText(UNKNOWN);
        kind.put("code", hash.equals(UNKNOWN) ? environment.path("commit").asText() : hash);
        if (kind.get("machine") instanceof ObjectNode machine) {
            machine.remove(PASSING);
            machine.put("kernel", KERNEL_BUILD.matcher(machine.path("kernel").asText()).replaceFirst("$1"));
        }
        if (kind.get("harness") instanceof ObjectNode harness) {
            harness.remove("heaps"); // those of the cells that were chosen; each cell has its own
        }
        return kind;
    }

    private static boolean sameBuilds(ObjectNode a, ObjectNode b) {
        TreeSet<String> common = new TreeSet<>();
        a.path("jdks").fieldNames().forEachRemaining(common::add);
        return common.stream().filter(b.path("jdks")::has).allMatch(jdk -> a.path("jdks").get(jdk).equals(b.path("jdks").get(jdk)));
    }

    private static List<StressOutcome> stress(List<ResultFolder> folders) {
        SortedMap<String, StressOutcome> byJdk = new TreeMap<>();
        for (Path file : beside(folders, StressOutcome::isFileName)) {
            StressOutcome outcome = StressOutcome.read(file);
            byJdk.merge(outcome.jdk(), outcome, (a, b) -> new StressOutcome(a.jdk(), Stream.concat(a.tests().stream(), b.tests().stream())
                    .toList()));
        }
        return List.copyOf(byJdk.values());
    }

    private static List<GroupingRow> grouping(List<ResultFolder> folders) {
        return beside(folders, GroupingRow.FILE::equals).stream().flatMap(f -> GroupingRow.read(f).stream()).distinct().toList();
    }

    private static List<ArisingRow> arising(List<ResultFolder> folders) {
        return beside(folders, ArisingRow.FILE::equals).stream().flatMap(f -> ArisingRow.read(f).stream()).distinct().toList();
    }

    /** Of a cell that several runs counted, once: they are of the same code. */
    private static List<Operations> operations(List<ResultFolder> folders) {
        return beside(folders, Operations.FILE::equals).stream().flatMap(f -> Operations.read(f).stream()).distinct().toList();
    }

    private static List<Proof> proofs(List<ResultFolder> folders) {
        return beside(folders, Proof.FILE::equals).stream().flatMap(f -> Proof.read(f).stream()).distinct().toList();
    }

    /** Files of that name in the folders, each once. */
    private static List<Path> beside(List<ResultFolder> folders, Predicate<String> name) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders.stream().map(ResultFolder::path).distinct().toList()) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(f -> name.test(Stored.name(f))).sorted().forEach(found::add);
            } catch (IOException e) {
                throw new InputException(folder + ": cannot be read", e);
            }
        }
        return found;
    }

    private static List<CellResult> cells(List<ResultFolder> folders) {
        Map<String, CellResult> cells = new LinkedHashMap<>();
        Map<String, Integer> offsets = new LinkedHashMap<>();
        Map<String, List<String>> runs = new LinkedHashMap<>();
        for (ResultFolder folder : folders) {
            // Files of one run share its blocks, whether they come as a folder or one by one.
            String run = started(folder) + " " + folder.environment().path("seed").asText();
            int offset = offsets.computeIfAbsent(run, r -> blocks(cells.values()));
            for (CellResult cell : folder.cells()) {
                String label = cell.label();
                if (runs.computeIfAbsent(label, l -> new ArrayList<>()).contains(run)) {
                    throw new InputException(folder.name() + ": given twice: " + label + " is in it and in another result of the same run");
                }
                runs.get(label).add(run);
                List<Fork> forks = new ArrayList<>(cells.containsKey(label) ? cells.get(label).forks() : List.of());
                cell.forks().forEach(f -> forks.add(f.inBlock(f.block() + offset)));
                List<SizedCount> smaller = cell.smaller().isEmpty() && cells.containsKey(label) ? cells.get(label).smaller()
                        : cell.smaller();
                cells.put(label, cell.withForks(forks).withSmaller(smaller));
            }
        }
        return cells.values().stream().sorted(CellResult.ORDER).toList();
    }

    private static int blocks(Iterable<CellResult> cells) {
        int most = 0;
        for (CellResult cell : cells) {
            most = Math.max(most, cell.forks().stream().mapToInt(Fork::block).max().orElse(0));
        }
        return most;
    }
}
