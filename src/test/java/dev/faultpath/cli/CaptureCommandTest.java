package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.FakeProc;
import dev.faultpath.layout.LayoutReader;
import dev.faultpath.layout.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureCommandTest {
    @TempDir
    Path dir;
    private FakeProc proc;

    @BeforeEach
    void makeProc() throws IOException {
        proc = new FakeProc(dir.resolve("proc")).area(0x400000, 8, "rw-p", "0 ")
                .words(0x400000, FakeProc.rising(FakeProc.mine(100), 8));
    }

    private CommandRun capture(String... more) {
        return CommandRun.of(Stream.concat(Stream.of("capture", "--proc", proc.root().toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    void standardOutputIsTheLayout() {
        CommandRun run = capture("4711");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(Texts.layout(run.out(), "out").mappedPages()).isEqualTo(8);
    }

    @Test
    void aFileIsTheLayout() {
        Path file = dir.resolve("x.layout");
        CommandRun run = capture("4711", "-o", file.toString(), "--max-pages", "5");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo(file + ": 1 VMAs, 1 runs, 5 pages\n");
        assertThat(LayoutReader.read(file).mappedPages()).isEqualTo(5);
    }

    @Test
    void afterAFailureNothingIsWritten() throws IOException {
        Path file = dir.resolve("x.layout");
        for (String pid : new String[] {"12", "self1", "-3", "99999999999"}) {
            CommandRun run = capture("-o", file.toString(), pid.startsWith("-") ? "x" + pid : pid);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).hasLineCount(1);
            assertThat(file).doesNotExist();
        }
        Files.writeString(file, "old");
        Files.delete(proc.dir().resolve("pagemap"));
        assertThat(capture("4711", "-o", file.toString()).code()).isEqualTo(2);
        assertThat(file).hasContent("old");
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).containsExactlyInAnyOrder(file, proc.root());
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLine() {
        CommandRun run = capture("4711", "-o", dir.resolve("no").resolve("x.layout").toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).hasLineCount(1).contains("its directory does not exist");
    }
}
