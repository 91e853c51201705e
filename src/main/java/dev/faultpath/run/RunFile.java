package dev.faultpath.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The {@linkplain RecordFile file} of a run while it goes on.
 *
 * <p>Records by their key {@code type}: {@code plan} (first, with the {@link Plan} and the environment), {@code block} (a block
 * starts; the cells in their order), {@code fork} (one fork ended), {@code slow} (a fork does not count, as the processor was slow),
 * {@code judged} (a block ended, and whether it counts),
 * {@code end} (nothing is left to do, and why).
 */
public final class RunFile implements AutoCloseable {
    /** Version of the record form; another is refused. */
    public static final int SCHEMA = 1;

    private static final RecordFile.Form FORM = new RecordFile.Form("plan", SCHEMA, "the plan of a run");

    private final RecordFile file;

    private RunFile(RecordFile file) {
        this.file = file;
    }

    /**
     * Starts a new file.
     *
     * @param path        must not exist; its folder is made
     * @param plan        what the run will do
     * @param environment what is known of the machine; stored as it is
     * @throws InputException if the file exists or cannot be written
     */
    public static RunFile create(Path path, Plan plan, JsonNode environment) {
        return create(path, plan, environment, UnaryOperator.identity());
    }

    /** As above; the test of a full disk puts something between us and the file. */
    static RunFile create(Path path, Plan plan, JsonNode environment, UnaryOperator<WritableByteChannel> between) {
        ObjectNode first = Json.MAPPER.createObjectNode();
        first.set("plan", Json.MAPPER.valueToTree(plan));
        first.set("environment", environment);
        return new RunFile(RecordFile.create(path, FORM, first, between));
    }

    /**
     * Opens the file of an interrupted run. A last line without its line feed is cut off.
     *
     * @throws InputException if there is no such file, another process writes to it, or a line is not what it should be
     */
    public static RunFile resume(Path path) {
        return new RunFile(RecordFile.resume(path, FORM));
    }

    /** Reads the whole records of a file without opening it for writing. */
    public static List<JsonNode> read(Path path) {
        return RecordFile.read(path, FORM);
    }

    /** Where the file is. */
    public Path path() {
        return file.path();
    }

    /** All whole records, the plan first. */
    public List<JsonNode> records() {
        return file.records();
    }

    /** What the run does. */
    public Plan plan() {
        try {
            return Json.MAPPER.treeToValue(file.records().get(0).get("plan"), Plan.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InputException(path() + ": line 1: the plan cannot be read: " + e.getMessage(), e);
        }
    }

    /** The environment stored at the start. */
    public JsonNode environment() {
        return file.records().get(0).get("environment");
    }

    /**
     * Adds a record and waits until the disk has it.
     *
     * @throws InputException if it cannot be written, a full disk for instance; what was there before stays whole
     */
    public void append(JsonNode record) {
        file.append(record);
    }

    @Override
    public void close() {
        file.close();
    }
}
