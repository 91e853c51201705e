package dev.faultpath.results;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders below {@code results/}, and which of them is the one to read. The rule is ours and stands here only.
 *
 * @param folders newest first
 */
public record Published(List<ResultFolder> folders) {
    private static final List<String> PRESETS = List.of("publish", "standard");
    /** Options of a run that leave cells of its preset out, or put others in their place. */
    private static final List<String> CHOICES = List.of("--question", "--design", "--param");

    /** Sorts by time of the run, newest first. */
    public Published {
        folders = folders.stream().sorted(Comparator.comparing((ResultFolder f) -> f.environment().path("started").asText(""))
                .thenComparing(ResultFolder::name).reversed()).toList();
    }

    /**
     * Reads all that has been published.
     *
     * @param results the folder of all results
     * @throws dev.faultpath.InputException if it cannot be read, or one of them is damaged
     */
    public static Published read(Path results) {
        return new Published(ResultFolder.under(results));
    }

    /**
     * The current publication: of the whole runs on the most JDKs, each with those that belong to it, the newest of preset
     * {@code publish}, else of preset {@code standard}. So a run on one JDK waits for that on the other.
     */
    public Optional<ResultSet> current() {
        return PRESETS.stream().flatMap(this::newestFirst).max(Comparator.comparingInt(s -> s.jdks().size())); // the first of equal ones
    }

    private Stream<ResultSet> newestFirst(String preset) {
        List<ResultFolder> runs = folders.stream().filter(f -> f.environment().path("preset").asText().equals(preset) && whole(f)).toList();
        List<ResultSet> sets = new ArrayList<>(runs.isEmpty() ? List.of() : ResultSet.merge(runs));
        Collections.reverse(sets);
        return sets.stream();
    }

    /** Whether a run took all cells of its preset: its command chose none of them. */
    private static boolean whole(ResultFolder folder) {
        String command = folder.environment().path("command").asText();
        return CHOICES.stream().noneMatch(c -> command.contains(" " + c + " "));
    }

    /** What is shown where one run is shown: the current publication, else the newest run. */
    public Optional<ResultSet> shown() {
        return current().or(() -> folders.stream().findFirst().map(ResultSet::of));
    }
}
