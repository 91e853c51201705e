package dev.faultpath.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import dev.faultpath.run.Cell;
import dev.faultpath.run.PairRunner;
import dev.faultpath.run.RecordFile;
import dev.faultpath.run.RunLog;
import dev.faultpath.run.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The {@linkplain RecordFile file} of a guard run.
 *
 * <p>Records by their key {@code type}: {@code guard} (first, with the {@link GuardPlan} and what is known of builds and machine),
 * {@code block} (the pairs that are run next, in their order), {@code pair} (one pair ended), {@code resumed}, {@code end} (with
 * the reason if the run ended before its plan did).
 */
public final class GuardFile implements AutoCloseable {
    /** Version of the record form; another is refused. */
    public static final int SCHEMA = 1;

    private static final RecordFile.Form FORM = new RecordFile.Form("guard", SCHEMA, "the plan of a guard run");

    private final RecordFile file;

    private GuardFile(RecordFile file) {
        this.file = file;
    }

    /**
     * Starts a new file.
     *
     * @param path must not exist; its folder is made
     * @param plan what the run will do
     * @param run  what is known of builds and machine: the report's head
     * @throws InputException if the file exists or cannot be written
     */
    public static GuardFile create(Path path, GuardPlan plan, ObjectNode run) {
        ObjectNode first = Json.MAPPER.createObjectNode();
        first.set("plan", Json.MAPPER.valueToTree(plan));
        first.set("run", run);
        return new GuardFile(RecordFile.create(path, FORM, first));
    }

    /**
     * Opens the file of an interrupted run. A last line without its line feed is cut off.
     *
     * @throws InputException if there is no such file, another process writes to it, or a line is not what it should be
     */
    public static GuardFile resume(Path path) {
        return new GuardFile(RecordFile.resume(path, FORM));
    }

    /**
     * What a file says, without writing to it or measuring anything.
     *
     * @throws InputException if there is no such file, or a line is not what it should be
     */
    public static GuardLog read(Path path) {
        return log(path, RecordFile.read(path, FORM));
    }

    /** What the file says. */
    GuardLog log() {
        return log(file.path(), file.records());
    }

    private static GuardLog log(Path path, List<JsonNode> records) {
        GuardLog log = new GuardLog(plan(path, records.get(0)), (ObjectNode) records.get(0).get("run"));
        int line = 1;
        for (JsonNode record : records.subList(1, records.size())) {
            line++;
            try {
                log.apply(record);
            } catch (InputException e) {
                throw new InputException(path + ": line " + line + ": " + e.getMessage(), e);
            } catch (NullPointerException | IllegalArgumentException e) {
                throw new InputException(path + ": line " + line + ": no record of a guard run", e);
            }
        }
        return log;
    }

    private static GuardPlan plan(Path path, JsonNode first) {
        try {
            return Json.MAPPER.treeToValue(first.get("plan"), GuardPlan.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InputException(path + ": line 1: the plan cannot be read: " + e.getMessage(), e);
        }
    }

    /** What the run does. */
    public GuardPlan plan() {
        return plan(file.path(), file.records().get(0));
    }

    /** What was known of builds and machine at the start. */
    public ObjectNode run() {
        return (ObjectNode) file.records().get(0).get("run");
    }

    /** Where the file is. */
    public Path path() {
        return file.path();
    }

    /**
     * Adds a record and waits until the disk has it.
     *
     * @throws InputException if it cannot be written, a full disk for instance; what was there before stays whole
     */
    public void append(JsonNode record) {
        file.append(record);
    }

    /** The record of pairs that are run next. */
    static ObjectNode block(List<Request> requests) {
        ObjectNode record = Json.MAPPER.createObjectNode().put("type", "block");
        ArrayNode pairs = record.putArray("pairs");
        requests.forEach(r -> pairs.addObject().put("cell", r.cell()).put("stage", r.stage().name().toLowerCase(Locale.ROOT))
                .put("number", r.number()).put("candidateFirst", r.candidateFirst()));
        return record;
    }

    /** The requests of a record that {@link #block} made. */
    static List<Request> requests(JsonNode record) {
        List<Request> requests = new ArrayList<>();
        record.get("pairs").forEach(p -> requests.add(new Request(p.get("cell").asText(), stage(p), p.get("number").asInt(),
                p.get("candidateFirst").asBoolean())));
        return requests;
    }

    /** The record of a pair that just ended. */
    static ObjectNode pair(Request request, int number, Cell cell, Shape shape, PairRunner.Outcomes outcomes) {
        ObjectNode record = Json.MAPPER.createObjectNode().put("type", "pair").put("cell", request.cell())
                .put("stage", request.stage().name().toLowerCase(Locale.ROOT)).put("number", number)
                .put("candidateFirst", request.candidateFirst());
        record.set("seconds", Json.number(outcomes.seconds()));
        record.set("baseline", fork(RunLog.record(cell, number, shape, outcomes.baseline())));
        record.set("candidate", fork(RunLog.record(cell, number, shape, outcomes.candidate())));
        return record;
    }

    /** A fork without what its pair says already. */
    private static ObjectNode fork(ObjectNode record) {
        return record.without(List.of("type", "block", "cell"));
    }

    /** The pair of a record that {@link #pair} made. */
    static Pair pair(JsonNode record) {
        int number = record.get("number").asInt();
        return new Pair(record.get("cell").asText(), stage(record), number, record.get("candidateFirst").asBoolean(),
                RunLog.fork(((ObjectNode) record.get("baseline")).deepCopy().put("block", number)),
                RunLog.fork(((ObjectNode) record.get("candidate")).deepCopy().put("block", number)));
    }

    private static Stage stage(JsonNode record) {
        return Stage.valueOf(record.get("stage").asText().toUpperCase(Locale.ROOT));
    }

    @Override
    public void close() {
        file.close();
    }
}
