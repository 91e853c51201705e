package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.run.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs of one sort that have begun and not ended: each has a file below the results, and beside it a folder with what else it needs. Both
 * stay until the run ends, so that one that goes on measures the same.
 */
final class Unfinished {
    private final Path results;
    private final String sort;
    private final String ending;
    private final String beside;
    /** The outermost folder that a run has to make; {@code null} if all are there. */
    private final Path missing;

    /**
     * @param results folder of all results
     * @param sort    what messages call a run of the sort
     * @param ending  of its file, with the point
     * @param beside  ending of the folder beside it, with the point
     */
    Unfinished(Path results, String sort, String ending, String beside) {
        this.results = results;
        this.sort = sort;
        this.ending = ending;
        this.beside = beside;
        this.missing = Disk.firstMissing(folder(results));
    }

    static Path folder(Path results) {
        return results.resolve(".unfinished");
    }

    /** Rejects results that cannot be written, which would otherwise fail after minutes of measuring. */
    static void checkWritable(Path results) {
        try {
            Disk.tryOut(folder(results));
        } catch (IOException e) {
            throw InputException.because(results + ": results cannot be written there", e);
        }
    }

    /** The file of a run that begins. */
    Path file(Instant started, String suffix) {
        return folder(results).resolve(Environment.utc(started).replaceAll("[-:]", "") + suffix + ending);
    }

    /**
     * The file of a run that is to go on.
     *
     * @param path as the user gave it; empty for the latest run
     */
    Path file(String path) {
        return path.isEmpty() ? latest() : Path.of(path);
    }

    /** The folder beside a run's file, absolute. */
    Path beside(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling((name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name) + beside)
                .toAbsolutePath();
    }

    /** Takes away what is beside a run's file, and the folders that were made for both and have nothing in them. */
    void discard(Path file) {
        Disk.delete(beside(file));
        Disk.deleteEmpty(missing == null ? folder(results) : missing);
    }

    /** Takes away what runs that were killed have left and nobody can resume: folders without a file, files without anything measured. */
    void sweep() {
        for (String left : List.of(ending, beside)) {
            for (Path path : all(left)) {
                String name = path.getFileName().toString();
                Path file = path.resolveSibling(name.substring(0, name.length() - left.length()) + ending);
                if (Disk.isOld(path) && (left.equals(ending) ? isEmpty(file) : !Files.exists(file))) {
                    Disk.delete(path);
                }
            }
        }
    }

    /** Whether nothing stands behind a run's plan. */
    private static boolean isEmpty(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.limit(2).count() < 2;
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private List<Path> all(String ending) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder(results), "*" + ending)) {
            all.forEach(paths::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        return paths;
    }

    private Path latest() {
        return all(ending).stream().max(Comparator.naturalOrder())
                .orElseThrow(() -> new InputException(folder(results) + ": no interrupted " + sort + " is kept there"));
    }
}
