package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutWriterTest {
    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts();
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBackEqual(@ForAll("layouts") Layout layout) {
        String text = LayoutWriter.write(layout);
        assertThat(LayoutReader.read(text, "written")).isEqualTo(layout);
        assertThat(LayoutWriter.write(LayoutReader.read(text, "written"))).isEqualTo(text);
    }

    @Property(tries = 100)
    void everyLineIsPlain(@ForAll("layouts") Layout layout) {
        assertThat(LayoutWriter.write(layout)).matches("(?s)([ -~]*\n)+").doesNotContain("\t").endsWith("\n")
                .doesNotContainPattern("(?m) $");
    }

    static Stream<String> names() {
        return Layouts.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void namedLayoutsAreReadBackEqual(String name) {
        Layout layout = Layouts.named(name);
        assertThat(LayoutReader.read(LayoutWriter.write(layout), name)).isEqualTo(layout);
    }

    @Test
    void aFileAppearsWholeAndNothingIsLeftBeside(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("a.layout");
        Files.writeString(file, "old");
        LayoutWriter.writeFile(SyntheticLayouts.systemPresent(8), file);
        assertThat(LayoutReader.read(file)).isEqualTo(SyntheticLayouts.systemPresent(8));
        try (Stream<Path> all = Files.list(dir)) {
            assertThat(all).containsExactly(file);
        }
    }

    @Test
    void aFolderThatIsNotThereIsOneLine(@TempDir Path dir) {
        Path file = dir.resolve("no").resolve("a.layout");
        assertThatThrownBy(() -> LayoutWriter.writeFile(SyntheticLayouts.systemPresent(8), file))
                .isInstanceOf(InputException.class).hasMessage("cannot write " + file + ": its directory does not exist");
        assertThatThrownBy(() -> LayoutWriter.writeFile(SyntheticLayouts.systemPresent(8), dir))
                .isInstanceOf(InputException.class).hasMessage("cannot write " + dir + ": it is a directory");
    }
}
