package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.report.page.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A report in its folder. */
final class ReportFiles {
    private ReportFiles() {
    }

    /** Writes a report's files, text by path relative to the folder, and takes away charts that it no longer has. */
    static void write(Path folder, SortedMap<String, String> files) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(folder + ": not a folder");
        }
        Disk.write(folder, files);
        Path charts = folder.resolve(Report.CHARTS);
        if (!Files.isDirectory(charts)) {
            return;
        }
        try (Stream<Path> all = Files.list(charts)) {
            for (Path file : all.filter(f -> Files.isRegularFile(f) && !files.containsKey(Report.CHARTS + "/" + f.getFileName()))
                    .toList()) {
                if (Files.readString(file).startsWith(Report.MARKER.strip())) { // ours to delete
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw InputException.because(charts + ": cannot be written", e);
        }
    }
}
