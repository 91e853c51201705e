package dev.faultpath.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.report.Agreement;
import dev.faultpath.report.Ranks;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    @Test
    void theParagraphOfAPairIsFoundByItsNamesAndStandsNowhereElse() {
        Prose text = new Prose(List.of("What?", "**Why.** So.", "**`a` and `b-c` in Java and C.** A `call` is kept.",
                "**`a` and `b-c` in instructions and time.** It misses.", "Last."));
        assertThat(text.pair("b-c", "a", "Java and C")).contains("a and b-c in Java and C. A call is kept.");
        assertThat(text.pair("a", "b-c", "instructions and time")).contains("a and b-c in instructions and time. It misses.");
        assertThat(text.pair("a", "b", "Java and C")).isEmpty();
        assertThat(text.rest().paragraphs()).containsExactly("**Why.** So.", "Last.");
    }

    /** Each pair of designs that Java and C, or instructions and time, order differently in published results has a paragraph why. */
    @Test
    void everyPairThatChangesPlacesInPublishedResultsIsExplained() {
        Set<String> missing = new TreeSet<>();
        for (ResultSet set : ResultSet.merge(ResultFolder.under(Path.of("results")))) {
            for (RowGroup group : RowGroup.of(set.cells())) {
                Agreement.of(group).ifPresent(a -> a.apart().forEach(p -> explained(group, p.slower(), p.faster(), "Java and C",
                        p.text(), missing)));
                Ranks.of(group).ifPresent(r -> r.apart().forEach(p -> explained(group, p.more(), p.less(), "instructions and time",
                        p.text(), missing)));
            }
        }
        assertThat(missing).isEmpty();
    }

    private static void explained(RowGroup group, String one, String other, String where, String figures, Set<String> missing) {
        String question = group.group().question().map(Question::name).orElse("");
        if (Prose.of(question).pair(one, other, where).isEmpty()) {
            missing.add("no paragraph in questions/" + question + ".md begins with **`" + one + "` and `" + other + "` in " + where
                    + ".** (" + group.group().benchmarkClass() + " " + group.parameters() + " on JDK " + group.group().jdk() + ": "
                    + figures + ")");
        }
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
