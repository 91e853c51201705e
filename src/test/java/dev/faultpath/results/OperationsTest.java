package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperationsTest {
    private static final Operations ROW = new Operations("p.B.m", new TreeMap<>(Map.of("pages", "512")), 2,
            Map.of("branches", 1024L, "memmap loads", 3L, "locks", 0L));

    @TempDir
    Path folder;

    @Test
    @DisplayName("counts stand in the order of tables, without those that never happen, and are divided by the period")
    void order() {
        assertThat(ROW.counts()).containsExactly(Map.entry("memmap loads", 3L), Map.entry("branches", 1024L));
        assertThat(ROW.each("memmap loads")).isEqualTo(1.5);
        assertThat(ROW.each("locks")).isZero();
        assertThat(ROW.pages()).isEqualTo(512);
        assertThat(ROW.label()).isEqualTo("B.m{pages=512}");
    }

    @Test
    @DisplayName("what is no file of operations is refused in one line")
    void refused() throws IOException {
        Path file = folder.resolve(Operations.FILE);
        String good = Operations.write(List.of(ROW));
        Files.writeString(file, good);
        assertThat(Operations.read(file)).containsExactly(ROW);
        for (String text : List.of("", "{}", "[{}]", good.replace("1024", "-1"), good.replace("\"branches\"", "\"leaps\""),
                good.replace("\"period\": 2", "\"period\": 0"), good.replace("1024", "1.5"))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> Operations.read(file)).as(text).isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file.toString()).message().doesNotContain("\n");
        }
    }
}
