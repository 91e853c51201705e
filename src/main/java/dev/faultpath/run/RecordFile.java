package dev.faultpath.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
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
import java.util.function.UnaryOperator;

/**
 * A file of JSON records, one a line, each on the disk before the next step is taken. Whatever interrupts its writer, all
 * lines but perhaps the last are whole; reading drops a last line that was cut off. Only one process can write to it.
 */
public final class RecordFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final WritableByteChannel out;
    private final List<JsonNode> records;

    /**
     * What the file must be.
     *
     * @param first  value of key {@code type} of the first record
     * @param schema value of key {@code schema} of the first record; another is refused
     * @param what   what the first record is, for messages: {@code the plan of a run}
     */
    public record Form(String first, int schema, String what) {
    }

    private RecordFile(Path path, FileChannel channel, WritableByteChannel out, List<JsonNode> records) {
        this.path = path;
        this.channel = channel;
        this.out = out;
        this.records = records;
    }

    /**
     * Starts a new file.
     *
     * @param path  must not exist; its folder is made
     * @param form  what kind of file
     * @param first what the first record holds besides its type and schema
     * @throws InputException if the file exists or cannot be written; nothing is left behind
     */
    public static RecordFile create(Path path, Form form, ObjectNode first) {
        return create(path, form, first, UnaryOperator.identity());
    }

    /** As above; the test of a full disk puts something between us and the file. */
    static RecordFile create(Path path, Form form, ObjectNode first, UnaryOperator<WritableByteChannel> between) {
        FileChannel channel;
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
        RecordFile file = new RecordFile(path, channel, between.apply(channel), new ArrayList<>());
        try {
            file.lock();
            ObjectNode record = Json.MAPPER.createObjectNode().put("type", form.first).put("schema", form.schema);
            record.setAll(first);
            file.append(record);
        } catch (InputException e) {
            file.close();
            try {
                Files.deleteIfExists(path); // nothing half-written
            } catch (IOException inner) {
                e.addSuppressed(inner);
            }
            throw e;
        }
        return file;
    }

    /**
     * Opens the file of an interrupted run. A last line without its line feed is cut off.
     *
     * @throws InputException if there is no such file, another process writes to it, or a line is not what it should be
     */
    public static RecordFile resume(Path path, Form form) {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such run file", e);
        } catch (IOException e) {
            throw InputException.because(path + ": cannot be opened", e);
        }
        RecordFile file = new RecordFile(path, channel, channel, new ArrayList<>());
        try {
            file.lock();
            byte[] bytes = Files.readAllBytes(path);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            file.records.addAll(parse(path, form, new String(bytes, 0, end, StandardCharsets.UTF_8)));
            channel.truncate(end);
            channel.position(end);
            return file;
        } catch (IOException e) {
            file.close();
            throw InputException.because(path + ": cannot be read", e);
        } catch (InputException e) {
            file.close();
            throw e;
        }
    }

    /** Reads the whole records of a file without opening it for writing. */
    public static List<JsonNode> read(Path path, Form form) {
        try {
            String text = Files.readString(path);
            return parse(path, form, text.substring(0, text.lastIndexOf('\n') + 1));
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such run file", e);
        } catch (IOException e) {
            throw InputException.because(path + ": cannot be read", e);
        }
    }

    private static List<JsonNode> parse(Path path, Form form, String text) {
        List<JsonNode> records = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                JsonNode record = Json.MAPPER.readTree(line);
                if (!record.path("type").isTextual()) {
                    throw new InputException(path + ": line " + number + ": no record of a run");
                }
                records.add(record);
            } catch (JsonProcessingException e) {
                throw new InputException(path + ": line " + number + ": not JSON: " + e.getOriginalMessage(), e);
            }
        }
        if (records.isEmpty() || !records.get(0).get("type").asText().equals(form.first)) {
            throw new InputException(path + ": does not start with " + form.what);
        }
        if (records.get(0).path("schema").asInt() != form.schema) {
            throw new InputException(path + ": written in form " + records.get(0).path("schema").asText("?")
                    + ", this program knows form " + form.schema);
        }
        return records;
    }

    /** Where the file is. */
    public Path path() {
        return path;
    }

    /** All whole records, in order. */
    public List<JsonNode> records() {
        return List.copyOf(records);
    }

    /**
     * Adds a record and waits until the disk has it.
     *
     * @throws InputException if it cannot be written, a full disk for instance; what was there before stays whole
     */
    public void append(JsonNode record) {
        ByteBuffer line = ByteBuffer.wrap((record + "\n").getBytes(StandardCharsets.UTF_8));
        long before = -1;
        try {
            before = channel.position();
            while (line.hasRemaining()) {
                out.write(line);
            }
            channel.force(false);
            records.add(record);
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
