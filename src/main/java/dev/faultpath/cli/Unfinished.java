package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.run.Environment;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs of one sort that have begun and not ended: each has a file below the results, and beside it a folder with what else it needs. Both
 * stay until the run ends, so that one that goes on measures the same.
 */
final class Unfinished {
    private final Path results;
    private final String sort;
    private final String ending;
    private final String beside;

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

    private Path latest() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder(results), "*" + ending)) {
            all.forEach(files::add);
        } catch (IOException e) {
            throw new InputException(folder(results) + ": no interrupted " + sort + " is kept there", e);
        }
        return files.stream().max(Comparator.naturalOrder())
                .orElseThrow(() -> new InputException(folder(results) + ": no interrupted " + sort + " is kept there"));
    }
}
