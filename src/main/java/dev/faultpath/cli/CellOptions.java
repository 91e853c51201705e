package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.machine.Jdk;
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

/** Which cells a command is about. */
final class CellOptions {
    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "quick",
            description = "smoke (that it works), quick (5 minutes, the default), standard (30 minutes), publish (55 minutes a JDK).")
    private String preset;

    @Option(names = "--question", paramLabel = "Q", description = "Only this question: Q3 or owner; repeatable.")
    private List<String> questions = List.of();

    @Option(names = "--design", paramLabel = "NAME", split = ",",
            description = "Only this design, and the reference it is compared with; repeatable.")
    private List<String> designs = List.of();

    @Option(names = "--param", paramLabel = "K=V[,V]",
            description = "Values of a parameter instead of the preset's; repeatable.")
    private List<String> params = List.of();

    @Option(names = "--jdk", paramLabel = "JDK", split = ",",
            description = "JDKs under test: versions (17,25) or folders. Default: the one this runs on.")
    private List<String> jdks = List.of();

    /** What they choose; an InputException says what cannot be. */
    Selection selection(boolean live) {
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
        return new Selection(Preset.of(preset), wanted, new LinkedHashSet<>(designs), values,
                Jdk.find(jdks).stream().map(Jdk::feature).toList(), live);
    }

    String preset() {
        return preset;
    }

    /** JDKs as they were given; empty for the one this runs on. */
    List<String> jdks() {
        return jdks;
    }

    /** The same options as text, without what names a place on this machine. */
    String text() {
        StringBuilder text = new StringBuilder(" --preset " + preset);
        questions.forEach(q -> text.append(" --question ").append(q));
        designs.forEach(d -> text.append(" --design ").append(d));
        params.forEach(p -> text.append(" --param ").append(p));
        if (!jdks.isEmpty()) {
            text.append(" --jdk ").append(String.join(",", Jdk.find(jdks).stream().map(Jdk::feature).toList()));
        }
        return text.toString();
    }
}
