package dev.faultpath;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Files that appear whole or not at all, and folders that go with all that is in them. No link is followed: a file that is replaced is
 * the one of that name, and until it is whole its name is one that nobody can guess.
 */
public final class Disk {
    /** Bytes of a file that is tried out: more than a file system keeps beside the name. */
    private static final int TRIED = 1 << 14;

    private static final Duration OLD = Duration.ofHours(1);
    private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> TEMPORARY.forEach(Disk::delete), "temporary folders"));
    }

    private Disk() {
    }

    /**
     * Writes files below a folder, which is made if it is missing: all of them under other names first, then moved to their own, so
     * that a full disk leaves everything as it was.
     *
     * @param folder where
     * @param files  text by relative path
     * @throws InputException if that fails
     */
    public static void write(Path folder, Map<String, String> files) {
        try {
            writeAll(folder, files);
        } catch (IOException e) {
            throw InputException.because(folder + ": cannot be written", e);
        }
    }

    /** Writes a file, in the same way. */
    public static void write(Path file, String text) {
        Path absolute = file.toAbsolutePath();
        try {
            requireFile(absolute);
            writeAll(absolute.getParent(), Map.of(absolute.getFileName().toString(), text));
        } catch (IOException e) {
            throw InputException.because(file + ": cannot be written", e);
        }
    }

    /** Rejects a file that {@link #write(Path, String)} could not write, without writing it: for what is written after long work. */
    public static void requireWritable(Path file) {
        Path absolute = file.toAbsolutePath();
        try {
            requireFile(absolute);
            tryOut(absolute.getParent());
        } catch (IOException e) {
            throw InputException.because(file + ": cannot be written", e);
        }
    }

    /**
     * Opens a file that the user named. A named pipe would be waited for without end if nobody writes to it, so only what a shell or a
     * system offers below /dev may be no regular file: {@code /dev/stdin}, and {@code /dev/fd/N} for {@code <(...)}.
     *
     * @throws InputException if it is no file
     * @throws IOException if it cannot be opened
     */
    public static InputStream open(Path file) throws IOException {
        rejectPipe(file);
        return Files.newInputStream(file);
    }

    private static void rejectPipe(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.readAttributes(file, BasicFileAttributes.class).isOther()
                && (!absolute.startsWith("/dev") || absolute.startsWith("/dev/shm"))) {
            throw new InputException(file + ": is no regular file; what a pipe holds is read from /dev/stdin or <(...)");
        }
    }

    /** A zip file that is {@linkplain #open opened} so. */
    public static ZipFile zip(Path file) throws IOException {
        rejectPipe(file);
        return new ZipFile(file.toFile());
    }

    /** The text of a file that is {@linkplain #open opened} so. */
    public static String text(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Makes a file, which is on the disk with all its content when this returns.
     *
     * @throws IOException if it cannot be made, or its name is taken, by a link too; a part may be left
     */
    public static void create(Path file, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                out.write(left);
            }
            out.force(true);
        }
    }

    /**
     * A new folder of this program's own where the system keeps what is temporary. It goes with the program at the latest, or where that
     * is killed, some time later when another makes one.
     *
     * @throws InputException if none can be made there
     */
    public static Path temporaryFolder(String prefix) {
        return temporaryFolder(Path.of(System.getProperty("java.io.tmpdir")), prefix);
    }

    /** As above in another folder, whose leftovers are swept likewise. */
    public static Path temporaryFolder(Path in, String prefix) {
        try {
            Path folder = Files.createTempDirectory(in, prefix + "-" + ProcessHandle.current().pid() + "-");
            TEMPORARY.add(folder);
            sweep(in, prefix, Files.getOwner(folder));
            return folder;
        } catch (IOException e) {
            throw InputException.because(in + ": no temporary folder can be made there", e);
        }
    }

    /** Deletes temporary folders of a user whose process is no more. */
    private static void sweep(Path in, String prefix, UserPrincipal user) {
        Pattern made = Pattern.compile(Pattern.quote(prefix) + "-(\\d{1,10})-\\d+");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(in, prefix + "-*-*")) {
            for (Path folder : all) {
                Matcher pid = made.matcher(folder.getFileName().toString());
                if (pid.matches() && ProcessHandle.of(Long.parseLong(pid.group(1))).isEmpty() && isOld(folder)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)) {
                    delete(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another time.
        }
    }

    /** Whether nothing was made or deleted in a folder, or written to a file, for so long that whoever did it is gone. */
    public static boolean isOld(Path path) {
        try {
            return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(Instant.now().minus(OLD));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes a file in a folder, which may be missing, and takes away again whatever it made.
     *
     * @throws IOException if it cannot be made
     */
    public static void tryOut(Path folder) throws IOException {
        Path made = firstMissing(folder);
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "check", null);
            try {
                Files.write(file, new byte[TRIED], StandardOpenOption.DSYNC); // of a full disk only what is written tells
            } finally {
                Files.delete(file);
            }
        } finally {
            deleteEmpty(made);
        }
    }

    /** Deletes a folder and those in it, as far as they hold no file; {@code null} or a missing one is no error. */
    public static void deleteEmpty(Path root) {
        tree(root).stream().filter(Files::isDirectory).forEach(Disk::discard);
    }

    private static void writeAll(Path folder, Map<String, String> files) throws IOException {
        Map<Path, Path> written = new LinkedHashMap<>();
        Set<Path> made = new LinkedHashSet<>();
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                requireFile(target);
                for (Path within = target.getParent(); !within.equals(folder); within = within.getParent()) {
                    if (Files.isSymbolicLink(within)) {
                        throw new FileSystemException(within.toString(), null, within.getFileName() + " is a link");
                    }
                }
                Path parent = target.toAbsolutePath().getParent();
                made.add(firstMissing(parent));
                Files.createDirectories(parent);
                Path temp = target.resolveSibling(".new-" + UUID.randomUUID());
                written.put(temp, target);
                create(temp, file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            for (Map.Entry<Path, Path> file : written.entrySet()) {
                move(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            written.keySet().forEach(Disk::discard);
            made.forEach(Disk::deleteEmpty);
            throw e;
        }
    }

    /** A device or a pipe would be replaced by a file, a folder cannot be, and some names no file can have. */
    private static void requireFile(Path target) throws IOException {
        try {
            BasicFileAttributes there = Files.readAttributes(target, BasicFileAttributes.class);
            if (!there.isRegularFile()) {
                throw new FileSystemException(target.toString(), null, there.isDirectory() ? "it is a folder" : "it is no regular file");
            }
        } catch (NoSuchFileException e) {
            // It will be a new one.
        }
    }

    /** Deletes a file or folder and all that is in it; what cannot be deleted stays, and {@code null} or what is missing is no error. */
    public static void delete(Path root) {
        tree(root).forEach(Disk::discard);
    }

    /** What is in a folder and the folder itself, the innermost first. */
    private static List<Path> tree(Path root) {
        if (root == null || !Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // A temporary file or folder that stays behind is not worth failing for.
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The outermost of the folders that have to be made for one; {@code null} if it is there. */
    public static Path firstMissing(Path folder) {
        Path missing = null;
        for (Path p = folder.toAbsolutePath(); p != null && !Files.exists(p); p = p.getParent()) {
            missing = p;
        }
        return missing;
    }
}
