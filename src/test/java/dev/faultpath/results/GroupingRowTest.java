package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupingRowTest {
    private static final GroupingRow ROW = new GroupingRow("ring-4", true, false, true, "greedy-groups", 24, true, 8, 0.5, 0.5, 0.5, 0);

    @TempDir
    Path folder;

    @Test
    void whatIsNotOneIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve(GroupingRow.FILE);
        String good = GroupingRow.write(List.of(ROW));
        for (String text : List.of("", "{}", "[{}]", good.substring(0, 60), good.replace("true", "1"),
                good.replace("\"worst\": 0.5", "\"worst\": 1.5"),
                good.replace("\"orders\": 24", "\"orders\": -1"), good.replace("\"ring-4\"", "4"))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> GroupingRow.read(file)).as(text).isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file.toString())
                    .message().doesNotContain("\n");
        }
    }
}
