package dev.faultpath.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.Json;
import java.nio.file.Path;
import java.util.List;

/** Files of runs. */
final class RunFiles {
    private RunFiles() {
    }

    static RecordFile<RunLine> create(Path path, Plan plan) {
        return create(path, plan, Json.MAPPER.createObjectNode());
    }

    static RecordFile<RunLine> create(Path path, Plan plan, ObjectNode environment) {
        return new RecordFile<>(path, RunLine.FORM, new RunLine.Start(plan, environment));
    }

    static RecordFile<RunLine> resume(Path path) {
        return new RecordFile<>(path, RunLine.FORM);
    }

    static List<RunLine> read(Path path) {
        return RecordFile.read(path, RunLine.FORM);
    }
}
