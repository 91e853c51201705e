package dev.faultpath.results;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Sorts by time of the run, newest first. */
    public Published {
        folders = folders.stream().sorted(Comparator.comparing((ResultFolder f) -> f.environment().path("started").asText(""))
                .thenComparing(ResultFolder::name).reversed()).toList();
    }

    /**
     * Reads all that has been published.
     *
     * @param results the folder of all results; each folder in it that holds an {@code environment.json} is one
     * @throws InputException if it cannot be read, or one of them is damaged
     */
    public static Published read(Path results) {
        try (Stream<Path> all = Files.list(results)) {
            return new Published(all.filter(f -> !f.getFileName().toString().startsWith(".") && Files.exists(f.resolve("environment.json")))
                    .map(ResultFolder::read).toList());
        } catch (IOException e) {
            throw new InputException(results + ": not a folder of results that can be read", e);
        }
    }

    /** The current publication: the newest run of preset {@code publish}, else the newest of preset {@code standard}. */
    public Optional<ResultFolder> current() {
        return PRESETS.stream().flatMap(p -> folders.stream().filter(f -> f.environment().path("preset").asText().equals(p))).findFirst();
    }

    /** What is shown where one run is shown: the current publication, else the newest run. */
    public Optional<ResultFolder> shown() {
        return current().or(() -> folders.stream().findFirst());
    }
}
