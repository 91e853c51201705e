package dev.faultpath.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.results.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProseTest {
    static Stream<String> texts() {
        return Stream.concat(Arrays.stream(Question.values()).map(Question::name), Stream.of("model"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void explanationsHoldNoNumberThatARunCouldChange(String name) {
        String text = String.join("\n", Prose.of(name).paragraphs());
        assertThat(text.replaceAll("\\b(Q\\d|C\\d|JDK \\d+|\\d+ [KM]iB)\\b", "")).doesNotContainPattern("\\d");
        assertThat(Prose.of(name).paragraphs()).hasSizeGreaterThan(2);
    }

    @Test
    void everyDesignIsNamedInTheTextOfItsQuestion() {
        List<String> missing = new ArrayList<>();
        for (Class<?> type : DesignsOnClassPath.questions()) {
            String question = DesignsOnClassPath.question(type);
            String text = String.join("\n", Prose.of(question).paragraphs());
            DesignsOnClassPath.names(type).stream().filter(design -> !text.contains("`" + design + "`"))
                    .forEach(design -> missing.add("no sentence in questions/" + question + ".md names `" + design + "`"));
        }
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void everySignOfTheSourceIsUnderstood(String name) throws Exception {
        Prose prose = Prose.of(name);
        assertThat(freemarker.core.HTMLOutputFormat.INSTANCE.getMarkupString(prose.html())).doesNotContain("*", "`")
                .containsPattern("^<p>").contains("<strong>");
        if (!name.equals("model")) {
            assertThat(prose.first().paragraphs().get(0)).contains("?");
        }
    }
}
