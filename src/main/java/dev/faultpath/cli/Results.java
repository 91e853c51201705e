package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.results.ResultFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Files of results as commands take them, and what commands make of them, written in one step each. */
final class Results {
    private Results() {
    }

    /**
     * Reads what the user named.
     *
     * @throws InputException if one of them is missing or is no result
     */
    static List<ResultFolder> read(List<Path> paths) {
        return paths.stream().map(ResultFolder::read).toList();
    }

    /**
     * Writes files below a folder, which is made if it is missing: all of them under other names first, then moved to their own, so
     * that a full disk leaves everything as it was.
     *
     * @param folder where
     * @param files  text by relative path
     * @throws InputException if that cannot be done
     */
    static void write(Path folder, Map<String, String> files) {
        Map<Path, Path> written = new LinkedHashMap<>();
        Path made = null;
        try {
            made = firstMissing(folder);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.toAbsolutePath().getParent());
                Path temp = target.resolveSibling("." + target.getFileName() + ".new");
                written.put(temp, target);
                Files.writeString(temp, file.getValue());
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                move(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            written.keySet().forEach(Results::discard);
            if (made != null) {
                discardFolders(made);
            }
            throw new InputException(folder + ": cannot be written: " + reason(e), e);
        }
    }

    /**
     * Writes a file: under another name beside it, then moved.
     *
     * @throws InputException if that fails; the file is then as it was
     */
    static void write(Path file, String text) {
        Path absolute = file.toAbsolutePath();
        write(absolute.getParent(), Map.of(absolute.getFileName().toString(), text));
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path firstMissing(Path folder) {
        Path missing = null;
        for (Path p = folder.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
            missing = p;
        }
        return missing;
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Its name starts with a dot; nobody takes it for a report.
        }
    }

    private static void discardFolders(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            all.sorted(Comparator.reverseOrder()).filter(Files::isDirectory).forEach(Results::discard);
        } catch (IOException | UncheckedIOException e) {
            // An empty folder stays.
        }
    }

    /**
     * Deletes generated files that a new report no longer has, and the folder if nothing is left in it.
     *
     * @param folder may be missing
     * @param keep   names to keep
     * @param marker first line of a file that is ours to delete
     */
    static void prune(Path folder, Set<String> keep, String marker) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(f -> !keep.contains(f.getFileName().toString()) && Files.isRegularFile(f)).toList()) {
                if (startsWith(file, marker)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be written: " + reason(e), e);
        }
        try (Stream<Path> left = Files.list(folder)) {
            if (left.findAny().isEmpty()) {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be written: " + reason(e), e);
        }
    }

    private static boolean startsWith(Path file, String marker) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(marker.length()), StandardCharsets.UTF_8).equals(marker);
        }
    }

    /** What an exception says without the path that the message names already. */
    static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException f && f.getReason() != null ? f.getReason() : e.getClass().getSimpleName();
    }
}
