package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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
        assertThat(Texts.layout(text, "written")).isEqualTo(layout);
        assertThat(LayoutWriter.write(Texts.layout(text, "written"))).isEqualTo(text);
    }

    @Property(tries = 100)
    void everyLineIsPlain(@ForAll("layouts") Layout layout) {
        assertThat(LayoutWriter.write(layout)).matches("(?s)([ -~]*\n)+").doesNotContain("\t").endsWith("\n")
                .doesNotContainPattern("(?m) $");
    }

    @Property(tries = 500)
    void aDamagedFileIsValidOrOneLine(@ForAll("layouts") Layout layout, @ForAll long seed) {
        java.util.Random random = new java.util.Random(seed);
        StringBuilder text = new StringBuilder(LayoutWriter.write(layout));
        String scraps = "0123456789+-=xa# \n\tKMG\u00e9\u0000";
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, scraps.charAt(random.nextInt(scraps.length())));
                case 2 -> text.insert(at, scraps.charAt(random.nextInt(scraps.length())));
                default -> text.insert(at, text.substring(Math.max(0, at - 20), at));
            }
        }
        try {
            Layout read = Texts.layout(text.toString(), "damaged");
            assertThat(Texts.layout(LayoutWriter.write(read), "again")).isEqualTo(read);
        } catch (InputException e) {
            assertThat(e).hasMessageMatching("damaged:\\d+:\\d+: [^\\n]+");
        }
    }

    static Stream<String> names() {
        return Layouts.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void namedLayoutsAreReadBackEqual(String name) {
        Layout layout = Layouts.named(name);
        assertThat(Texts.layout(LayoutWriter.write(layout), name)).isEqualTo(layout);
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
