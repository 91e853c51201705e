package dev.faultpath.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.run.RecordFile;
import java.nio.file.Path;
import java.util.List;

/** The file of a guard run. */
public final class GuardFile extends RecordFile<GuardLine> {
    /** Version of the form of its lines; another is refused. */
    public static final int SCHEMA = 2;

    private static final Form<GuardLine> FORM = new Form<>(GuardLine.class, "guard", SCHEMA, "a guard run");

    private GuardFile(Path path, GuardLine.Start start) {
        super(path, FORM, start);
    }

    private GuardFile(Path path) {
        super(path, FORM);
    }

    /** Starts a new file; {@code run} is the head of the report. Refuses as {@link RecordFile} does. */
    public static GuardFile create(Path path, GuardPlan plan, ObjectNode run) {
        return new GuardFile(path, new GuardLine.Start(SCHEMA, plan, run));
    }

    /** Opens the file of an interrupted run. Refuses as {@link RecordFile} does. */
    public static GuardFile resume(Path path) {
        return new GuardFile(path);
    }

    /**
     * What a file says, without writing to it or measuring anything.
     *
     * @throws dev.faultpath.InputException if there is no such file, or a line is not what it should be
     */
    public static GuardLog read(Path path) {
        return log(path, read(path, FORM));
    }

    /** What the file says. */
    GuardLog log() {
        return log(path(), lines());
    }

    private static GuardLog log(Path path, List<GuardLine> lines) {
        GuardLine.Start start = (GuardLine.Start) lines.get(0);
        GuardLog log = new GuardLog(start.plan(), start.run());
        replay(path, lines, log::apply);
        return log;
    }

    /** What the run does. */
    public GuardPlan plan() {
        return ((GuardLine.Start) lines().get(0)).plan();
    }

    /** What was known of builds and machine at the start. */
    public ObjectNode run() {
        return ((GuardLine.Start) lines().get(0)).run();
    }
}
