package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutsTest {
    @AfterEach
    void forget() {
        System.clearProperty(Layouts.FOLDER_PROPERTY);
    }

    static Stream<String> captured() {
        return Layouts.names().stream().filter(name -> name.startsWith("captured-"));
    }

    @ParameterizedTest
    @MethodSource("captured")
    void capturedLayoutsShip(String name) throws IOException {
        Layout l = Layouts.named(name);
        assertThat(l.vmas()).hasSizeGreaterThan(20);
        assertThat(l.mappedPages()).isGreaterThan(5_000);
        try (InputStream in = Layouts.class.getResourceAsStream(name + ".layout")) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes.length).isLessThan(60_000);
            // Canonical as shipped, and nothing that names a place or a person.
            assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(LayoutWriter.write(l)).doesNotContain("/", "pfn=");
        }
    }

    @Test
    void theShippedJvmHasHugePages() {
        assertThat(Layouts.named("captured-jvm").vmas()).anyMatch(v -> v.runs().stream().anyMatch(r -> r.kind() == EntryKind.PMD_RW));
    }

    @Test
    void liveIsReadFromTheFolder(@TempDir Path dir) {
        assertThatThrownBy(() -> Layouts.named("live")).isInstanceOf(InputException.class)
                .hasMessageContaining("system property faultpath.layouts");
        System.setProperty(Layouts.FOLDER_PROPERTY, dir.toString());
        assertThatThrownBy(() -> Layouts.named("live")).isInstanceOf(InputException.class).hasMessageEndingWith("no such file");
        LayoutWriter.writeFile(SyntheticLayouts.allOwn(3), dir.resolve("live.layout"));
        assertThat(Layouts.named("live")).isEqualTo(SyntheticLayouts.allOwn(3));
        assertThat(Layouts.named(dir.resolve("live.layout").toString())).isEqualTo(SyntheticLayouts.allOwn(3));
        assertThatThrownBy(() -> Layouts.named(dir.toString())).isInstanceOf(InputException.class)
                .hasMessageEndingWith("is a directory, not a layout file");
    }
}
