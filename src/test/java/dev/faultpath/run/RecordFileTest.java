package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.FakeForks;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final Fork.Vm VM = new Fork.Vm("1.37", "17.0.1", "Test VM", "17+1", List.of());

    @TempDir
    Path folder;
    private Path path;
    private final Plan plan = FakeForks.plan(FakeForks.cells(), 100, 0.03, 6, 10);

    @BeforeEach
    void path() {
        path = folder.resolve("sub").resolve("run.jsonl");
    }

    private RecordFile<RunLine> create() {
        return RunFiles.create(path, plan, Json.MAPPER.createObjectNode().put("commit", "abc"));
    }

    @Test
    void keepsThePlan() {
        create().close();
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            assertThat(RunLog.of(file).plan()).isEqualTo(plan);
            assertThat(RunLog.of(file).environment().get("commit").asText()).isEqualTo("abc");
        }
    }

    @Test
    void aLastLineThatWasCutOffIsDropped() throws IOException {
        try (RecordFile<RunLine> file = create()) {
            file.append(new RunLine.End("x"));
        }
        byte[] whole = Files.readAllBytes(path);
        Files.write(path, java.util.Arrays.copyOf(whole, whole.length - 3));
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            assertThat(file.lines()).hasSize(1);
            file.append(new RunLine.End("y"));
        }
        assertThat(RunFiles.read(path)).hasSize(2);
    }

    @Test
    void refusesASecondWriter() {
        try (RecordFile<RunLine> file = create()) {
            assertThatThrownBy(() -> RunFiles.resume(path)).isInstanceOf(InputException.class).hasMessageContaining("open already");
        }
    }

    @Test
    void neverOverwrites() {
        create().close();
        assertThatThrownBy(this::create).isInstanceOf(InputException.class).hasMessageContaining("exists already");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        assertThatThrownBy(() -> RunFiles.resume(path)).isInstanceOf(InputException.class).hasMessageContaining("no such run file");
        create().close();
        Files.writeString(path, Files.readString(path) + "{\"type\":\"end\",\n");
        assertThatThrownBy(() -> RunFiles.resume(path)).isInstanceOf(InputException.class).hasMessageContaining("line 2: not JSON")
                .hasMessageNotContaining("\n");
        String first = Files.readString(path).lines().findFirst().orElseThrow() + "\n";
        String fork = "{\"type\":\"fork\",\"cell\":\"x\",\"fork\":" + Json.line(new Fork(1, Fork.Status.OK, null, new double[0],
                new double[] {1}, 1, 1, null, 1, null, null, List.of(), null, null, null, VM)) + "}";
        Files.writeString(path, first + fork + "\n");
        assertThat(RecordFile.read(path, RunLine.FORM)).hasSize(2);
        for (String line : new String[] {"", "[]", "{\"reason\":\"x\"}", "{\"type\":\"stop\"}", "{\"type\":\"end\"}",
            "{\"type\":\"fork\",\"cell\":\"x\",\"fork\":{\"status\":\"ok\"}}", fork.replace("\"measured\":[1.0]", "\"more\":1"),
            fork.replace(",\"measured\":[1.0]", ""), fork.replace("\"measured\":[1.0]", "\"measured\":[]")}) {
            Files.writeString(path, first + line + "\n");
            assertThatThrownBy(() -> RunFiles.resume(path)).as(line).isInstanceOf(InputException.class)
                    .hasMessageContaining("line 2: no record of a run").hasMessageNotContaining("\n");
        }
        Files.writeString(path, first + "{\"type\":\"block\",\"block\":1,\"cells\":[\"x\"]}\n");
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            assertThatThrownBy(() -> RunLog.of(file)).isInstanceOf(InputException.class)
                    .hasMessage(path + ": line 2: x: no cell of the run's plan");
        }
        Files.writeString(path, "{\"type\":\"end\"}\n");
        assertThatThrownBy(() -> RunFiles.resume(path)).hasMessageContaining("does not start with the plan");
        Files.writeString(path, "{\"type\":\"plan\",\"schema\":99}\n");
        assertThatThrownBy(() -> RunFiles.resume(path)).hasMessageContaining("form 99");
        Files.writeString(path, "{\"type\":\"plan\",\"schema\":2,\"plan\":{\"shape\":{\"warmup\":-1}}}\n");
        assertThatThrownBy(() -> RunFiles.resume(path)).isInstanceOf(InputException.class)
                .hasMessage(path + ": line 1: no record of a run: no plan.shape.measured");
    }

    @Test
    void aForkCountsOnceAndInItsBlock() throws IOException {
        create().close();
        String first = Files.readString(path);
        String cell = plan.cells().get(0).label();
        String block = "{\"type\":\"block\",\"block\":1,\"cells\":[\"" + cell + "\"]}\n";
        String fork = "{\"type\":\"fork\",\"cell\":\"" + cell + "\",\"fork\":" + Json.line(new Fork(1, Fork.Status.OK, null, new double[0],
                new double[] {1}, 1, 1, null, 1, null, null, List.of(), null, null, null, VM)) + "}\n";
        for (String[] bad : new String[][] {{block + fork + fork, "line 4: " + cell + ": a fork in block 1 that is not due"},
            {fork, "line 2: " + cell + ": a fork in block 1 that is not due"},
            {block + fork.replace("\"block\":1", "\"block\":2"), "line 3: " + cell + ": a fork in block 2 that is not due"},
            {block + block, "line 3: block 1 begins after block 1"}, {block.replace(":1", ":3"), "line 2: block 3 begins after block 0"}}) {
            Files.writeString(path, first + bad[0]);
            try (RecordFile<RunLine> file = RunFiles.resume(path)) {
                assertThatThrownBy(() -> RunLog.of(file)).isInstanceOf(InputException.class).hasMessage(path + ": " + bad[1]);
            }
        }
        for (String key : List.of("flags", "score", "mean", "status", "warmup", "seconds", "steal", "block", "vm")) {
            ObjectNode without = (ObjectNode) Json.MAPPER.readTree(fork);
            ((ObjectNode) without.get("fork")).remove(key);
            Files.writeString(path, first + block + without + "\n");
            assertThatThrownBy(() -> RunFiles.resume(path)).isInstanceOf(InputException.class)
                    .hasMessage(path + ": line 3: no record of a run: no fork." + key);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsOneLine() throws IOException {
        Files.writeString(folder.resolve("sub"), "a file where a folder is needed");
        assertThatThrownBy(this::create).isInstanceOf(InputException.class).hasMessageContaining("its folder cannot be made")
                .hasMessageContaining("is no folder");
    }

    /** Takes a number of bytes, then fails as a full disk does, in the middle of a line. */
    private record FullDisk(FileChannel file, int[] room) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (room[0] <= 0) {
                throw new IOException("No space left on device");
            }
            int n = Math.min(room[0], bytes.remaining());
            room[0] -= n;
            ByteBuffer part = bytes.slice(bytes.position(), n);
            bytes.position(bytes.position() + n);
            return file.write(part);
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Test
    void aFullDiskEndsTheRunWithALineAndLosesNothing() throws Exception {
        int[] room = {6000};
        FakeForks forks = new FakeForks(1);
        try (RecordFile<RunLine> file = new RecordFile<>(path, RunLine.FORM, new RunLine.Start(plan, Json.MAPPER.createObjectNode()), c ->
                new FullDisk((FileChannel) c, room))) {
            assertThatThrownBy(() -> new BlockRunner(forks, FakeForks.QUIET, file, RunListener.SILENT, () -> false).run())
                    .isInstanceOf(InputException.class).hasMessageContaining("No space left on device").hasMessageContaining("--resume");
        }
        int stored = (int) RunFiles.read(path).stream().filter(l -> l instanceof RunLine.ForkEnded).count();
        assertThat(stored).isBetween(1, 20).isBetween(forks.ran.size() - 1, forks.ran.size());
        try (RecordFile<RunLine> file = RunFiles.resume(path)) {
            RunLog log = new BlockRunner(new FakeForks(2), FakeForks.QUIET, file, RunListener.SILENT, () -> false).run();
            assertThat(log.end()).isPresent();
        }
    }

    @Test
    void aDiskThatIsFullFromTheStartLeavesNothingBehind() {
        assertThatThrownBy(() -> new RecordFile<>(path, RunLine.FORM, new RunLine.Start(plan, Json.MAPPER.createObjectNode()), c ->
                new FullDisk((FileChannel) c, new int[] {10}))).isInstanceOf(InputException.class);
        assertThat(path).doesNotExist();
    }
}
