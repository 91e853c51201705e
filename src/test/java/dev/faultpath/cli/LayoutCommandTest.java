package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.LayoutReader;
import dev.faultpath.layout.Layouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutCommandTest {
    @TempDir
    Path dir;

    @Test
    void listNamesEveryLayout() {
        CommandRun run = CommandRun.of("layout", "list");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).containsExactlyElementsOf(Layouts.names());
    }

    @Test
    void checkCounts() {
        CommandRun run = CommandRun.of("layout", "check", "holes-every-2nd:100");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("holes-every-2nd:100: valid; 0 devices, 0 owners, 0 pagemaps, 1 VMAs, 100 runs, 100 pages in runs\n"
                + "  none 50 pages\n  rw 50 pages\n");
    }

    @Test
    void checkSaysWhatIsWrong() throws IOException {
        Path file = dir.resolve("bad.layout");
        Files.writeString(file, "faultpath-layout 1\nvma 0x1000 2 rw-p anon\n 0+1 rx\nend\n");
        CommandRun run = CommandRun.of("layout", "check", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains(file + ":3:6: unknown kind 'rx'");
    }

    @Test
    void showWritesWhatIsReadBack() {
        Path file = dir.resolve("x.layout");
        assertThat(CommandRun.of("layout", "show", "system-present:64", "--place", "alternate:16:2", "-o", file.toString()).code())
                .isZero();
        assertThat(LayoutReader.read(file)).isEqualTo(DevicePlacement.parse("alternate:16:2").apply(Layouts.named("system-present:64")));
        assertThat(CommandRun.of("layout", "show", file.toString()).out()).isEqualTo(
                CommandRun.of("layout", "show", "system-present:64", "--place", "alternate:16:2").out());
    }

    @Test
    void withoutAWordItSaysWhich() {
        CommandRun run = CommandRun.of("layout");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("say which: list, check or show");
    }
}
