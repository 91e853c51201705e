package dev.faultpath.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The file of a run while it goes on. */
public final class RunFile extends RecordFile<RunLine> {
    /** Version of the form of its lines; another is refused. */
    public static final int SCHEMA = 2;

    private static final Form<RunLine> FORM = new Form<>(RunLine.class, "plan", SCHEMA, "a run");

    private RunFile(Path path, RunLine.Start start, UnaryOperator<WritableByteChannel> between) {
        super(path, FORM, start, between);
    }

    private RunFile(Path path) {
        super(path, FORM);
    }

    /** Starts a new file; the environment is stored as it is. Refuses as {@link RecordFile} does. */
    public static RunFile create(Path path, Plan plan, ObjectNode environment) {
        return create(path, plan, environment, UnaryOperator.identity());
    }

    /** As above; the test of a full disk puts something between us and the file. */
    static RunFile create(Path path, Plan plan, ObjectNode environment, UnaryOperator<WritableByteChannel> between) {
        return new RunFile(path, new RunLine.Start(SCHEMA, plan, environment), between);
    }

    /** Opens the file of an interrupted run. Refuses as {@link RecordFile} does. */
    public static RunFile resume(Path path) {
        return new RunFile(path);
    }

    /** Reads the whole lines of a file without opening it for writing. */
    public static List<RunLine> read(Path path) {
        return read(path, FORM);
    }

    /** What the run has done so far. */
    public RunLog log() {
        RunLog log = new RunLog(plan());
        replay(path(), lines(), log::apply);
        return log;
    }

    /** What the run does. */
    public Plan plan() {
        return ((RunLine.Start) lines().get(0)).plan();
    }

    /** The environment stored at the start. */
    public ObjectNode environment() {
        return ((RunLine.Start) lines().get(0)).environment();
    }
}
