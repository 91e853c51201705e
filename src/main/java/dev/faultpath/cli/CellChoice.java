package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.results.Question;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options by which commands choose cells of a preset. */
final class CellChoice {
    @Option(names = "--question", paramLabel = "Q", description = "Only this question: Q3 or owner; repeatable.")
    private List<String> questions = List.of();

    @Option(names = "--design", paramLabel = "NAME", split = ",",
            description = "Only this design, and the reference it is compared with; repeatable.")
    private List<String> designs = List.of();

    @Option(names = "--param", paramLabel = "K=V[,V]",
            description = "Values of a parameter instead of the preset's; repeatable.")
    private List<String> params = List.of();

    /** What was chosen of a preset, for JDKs by feature version. */
    Selection of(Preset preset, List<String> jdks, boolean live) {
        Set<Question> wanted = EnumSet.noneOf(Question.class);
        questions.forEach(q -> wanted.add(Question.parse(q)));
        TreeMap<String, List<String>> values = new TreeMap<>();
        for (String text : params) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new InputException("--param " + text + ": expected NAME=VALUE or NAME=VALUE,VALUE");
            }
            values.computeIfAbsent(text.substring(0, equals), k -> new ArrayList<>())
                    .addAll(List.of(text.substring(equals + 1).split(",")));
        }
        return new Selection(preset, wanted, new LinkedHashSet<>(designs), values, jdks, live);
    }

    /** The options again, each with a blank before it. */
    String options() {
        StringBuilder text = new StringBuilder();
        questions.forEach(q -> text.append(" --question ").append(q));
        designs.forEach(d -> text.append(" --design ").append(d));
        params.forEach(p -> text.append(" --param ").append(p));
        return text.toString();
    }
}
