package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.report.page.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A report in its folder. */
final class ReportFiles {
    private ReportFiles() {
    }

    /**
     * Writes a report's files, text by path relative to the folder, and removes those of an earlier report that it does not have; without
     * any, the report as a whole.
     */
    static void write(Path folder, SortedMap<String, String> files) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": not a folder");
        }
        Disk.write(folder, files);
        prune(folder, "", files.keySet());
        for (String below : List.of(Report.CHARTS, Report.FORKS, Report.DATA)) {
            Path inner = folder.resolve(below);
            if (Files.isDirectory(inner)) {
                prune(inner, below + "/", files.keySet());
                if (files.keySet().stream().noneMatch(f -> f.startsWith(below + "/"))) {
                    removeIfEmpty(inner);
                }
            }
        }
    }

    /** Deletes generated files that are not to be kept. */
    private static void prune(Path folder, String prefix, Set<String> keep) {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(f -> Files.isRegularFile(f) && !keep.contains(prefix + f.getFileName())).toList()) {
                if (generated(file)) { // ours to delete
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw InputException.because(folder + ": cannot be written", e);
        }
    }

    private static boolean generated(Path file) throws IOException {
        String marker = Report.MARKER.strip();
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(marker.length()), StandardCharsets.UTF_8).equals(marker);
        }
    }

    private static void removeIfEmpty(Path folder) {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException e) {
            // Something that is not ours is in it.
        } catch (IOException e) {
            throw InputException.because(folder + ": cannot be written", e);
        }
    }
}
