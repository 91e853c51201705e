package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The list of what the jar holds, which the build makes and which is refused there when a licence is new. */
class LicencesTest {
    private static String list() throws IOException {
        try (InputStream in = LicencesTest.class.getResourceAsStream("/META-INF/THIRD-PARTY.txt")) {
            assertThat(in).as("mvn process-resources makes the list").isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Artifacts by licence. */
    private static Map<String, List<String>> artifacts() throws IOException {
        return Pattern.compile("(?m)^[\\w.-]+:([\\w-]+):[\\w.]+, ([^,]+)").matcher(list()).results()
                .collect(Collectors.groupingBy(m -> m.group(2), TreeMap::new, Collectors.mapping(m -> m.group(1), Collectors.toList())));
    }

    @Test
    @DisplayName("what asks for more than its text to be passed on is known by name")
    void conditions() throws IOException {
        assertThat(artifacts()).containsEntry("GPL-2.0 with Classpath exception", List.of("jcstress-core", "jmh-core"))
                .containsEntry("LGPL-2.1", List.of("jfreechart")).containsEntry("Apache-2.0 or LGPL-2.1-or-later", List.of("jna"))
                .containsOnlyKeys("Apache-2.0", "Apache-2.0 or LGPL-2.1-or-later", "BSD-3-Clause", "GPL-2.0 with Classpath exception",
                        "LGPL-2.1", "MIT");
        assertThat(list()).contains("* GPL-2.0 with Classpath exception (JMH, jcstress):", "* LGPL-2.1 (JFreeChart):", "* Apache-2.0:",
                "* MIT and BSD-3-Clause:");
    }

    @Test
    @DisplayName("the texts that it names are there, to be packed or within what is packed")
    void texts() throws IOException {
        List<String> named = Pattern.compile("META-INF/[\\w./-]*[\\w-]").matcher(list()).results().map(MatchResult::group)
                .distinct().toList();
        assertThat(named).contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/LICENSE.txt", "META-INF/LGPL2.1");
        for (String name : named) {
            boolean ours = Files.exists(Path.of(name.replace("META-INF/licenses", "src/license")));
            assertThat(ours || LicencesTest.class.getResource("/" + name) != null).as(name).isTrue();
        }
    }
}
