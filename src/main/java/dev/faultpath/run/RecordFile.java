package dev.faultpath.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import dev.faultpath.results.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A file of JSON records, one a line and all of one sealed type, each on the disk before the next step is taken. Whatever interrupts
 * its writer, all lines but perhaps the last are whole; reading drops a last line that was cut off. Only one process can write to it.
 */
public final class RecordFile<L> implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final WritableByteChannel out;
    private final Form<L> form;
    private final List<L> lines = new ArrayList<>();

    /**
     * What the file must be.
     *
     * @param lines  the type of its lines
     * @param first  value of key {@code type} of the first line
     * @param schema value of key {@code schema} of the first line; another is refused
     * @param run    what it is the file of, for messages: {@code a run}
     */
    public record Form<L>(Class<L> lines, String first, int schema, String run) {
    }

    /**
     * Starts a new file.
     *
     * @param path  must not exist; its folder is made
     * @param form  what kind of file
     * @param first the first line
     * @throws InputException if the file exists or cannot be written; nothing is left behind
     */
    public RecordFile(Path path, Form<L> form, L first) {
        this(path, form, first, UnaryOperator.identity());
    }

    /** As above; the test of a full disk puts something between us and the file. */
    RecordFile(Path path, Form<L> form, L first, UnaryOperator<WritableByteChannel> between) {
        this.path = path;
        this.form = form;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw new InputException(path + ": its folder cannot be made: " + e.getFile() + " is no folder", e);
        } catch (IOException e) {
            throw InputException.because(path + ": its folder cannot be made", e);
        }
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(path + ": exists already", e);
        } catch (IOException e) {
            throw InputException.because(path + ": cannot be written", e);
        }
        out = between.apply(channel);
        try {
            lock();
            append(first);
        } catch (InputException e) {
            close();
            try {
                Files.deleteIfExists(path); // nothing half-written
            } catch (IOException inner) {
                e.addSuppressed(inner);
            }
            throw e;
        }
    }

    /**
     * Opens the file of an interrupted run. A last line without its line feed is cut off.
     *
     * @throws InputException if there is no such file, another process writes to it, or a line is not what it should be
     */
    public RecordFile(Path path, Form<L> form) {
        this.path = path;
        this.form = form;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such run file", e);
        } catch (IOException e) {
            throw InputException.because(path + ": cannot be opened", e);
        }
        out = channel;
        try {
            lock();
            byte[] bytes = Stored.bytes(path);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            lines.addAll(parse(path, form, new String(bytes, 0, end, StandardCharsets.UTF_8)));
            channel.truncate(end);
            channel.position(end);
        } catch (IOException e) {
            close();
            throw InputException.because(path + ": cannot be read", e);
        } catch (InputException e) {
            close();
            throw e;
        }
    }

    /** Reads the whole lines of a file, which may be compressed, without opening it for writing. */
    public static <L> List<L> read(Path path, Form<L> form) {
        try {
            String text = Stored.read(path);
            return parse(path, form, text.substring(0, text.lastIndexOf('\n') + 1));
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such run file", e);
        } catch (IOException e) {
            throw InputException.because(path + ": cannot be read", e);
        }
    }

    private static <L> List<L> parse(Path path, Form<L> form, String text) {
        List<L> read = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String where = path + ": line " + (read.size() + 1) + ": ";
            try {
                JsonNode tree = Json.MAPPER.readTree(line);
                if (!tree.path("type").isTextual()) {
                    throw new InputException(where + "no record of " + form.run);
                }
                if (read.isEmpty()) {
                    checkForm(path, form, tree);
                }
                read.add(Json.MAPPER.treeToValue(tree, form.lines));
            } catch (JsonMappingException e) {
                throw new InputException(where + "no record of " + form.run + ": " + Json.problem(e), e);
            } catch (JsonProcessingException e) {
                throw new InputException(read.isEmpty() ? notStarted(path, form)
                        : where + Json.problem(e).replaceFirst("^line \\d+: ", ""), e);
            }
        }
        if (read.isEmpty()) {
            checkForm(path, form, NullNode.instance);
        }
        return read;
    }

    /** Hands the lines but the first on; what refuses one is told with the file and the number of the line. */
    public static <L> void replay(Path path, List<L> lines, Consumer<L> log) {
        for (int i = 1; i < lines.size(); i++) {
            try {
                log.accept(lines.get(i));
            } catch (InputException e) {
                throw new InputException(path + ": line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    private static String notStarted(Path path, Form<?> form) {
        return path + ": does not start with the plan of " + form.run;
    }

    private static void checkForm(Path path, Form<?> form, JsonNode first) {
        if (!first.path("type").asText().equals(form.first)) {
            throw new InputException(notStarted(path, form));
        }
        JsonNode schema = first.path("schema");
        if (!schema.isInt() || schema.asInt() != form.schema) {
            throw new InputException(path + (schema.isInt() ? ": written in form " + schema + ", this program knows form " + form.schema
                    : ": line 1: no schema"));
        }
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** All whole lines, in order. */
    public List<L> lines() {
        return List.copyOf(lines);
    }

    /**
     * Adds a line and waits until the disk has it.
     *
     * @return the line as whoever reads the file gets it, so that nothing depends on whether it was just written or read back
     * @throws InputException if it cannot be written, a full disk for instance; what was there before stays whole
     */
    public L append(L line) {
        String text = Json.line(line);
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
        long before = -1;
        try {
            before = channel.position();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            channel.force(false);
            lines.add(Json.parse(text, form.lines));
            return lines.get(lines.size() - 1);
        } catch (IOException e) {
            cut(before);
            throw new InputException(path + ": cannot be written: " + InputException.reason(e)
                    + "; what was measured so far is safe, resume with --resume once there is room", e);
        }
    }

    private void cut(long size) {
        try {
            if (size >= 0) {
                channel.truncate(size);
            }
        } catch (IOException e) {
            // Reading will drop the part of a line.
        }
    }

    private void lock() {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new InputException(path + ": another process is writing to this run");
            }
        } catch (OverlappingFileLockException e) {
            throw new InputException(path + ": this run is open already", e);
        } catch (IOException e) {
            // A file system without locks; the run as a whole still holds JMH's.
        }
    }

    @Override
    public void close() {
        try {
            channel.close(); // and with it the lock
        } catch (IOException e) {
            // All that matters was forced to the disk.
        }
    }
}
