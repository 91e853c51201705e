package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layouts;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
            List<String> given = List.of(text.substring(equals + 1).split(",", -1));
            given.forEach(value -> check(text, text.substring(0, equals), value));
            values.computeIfAbsent(text.substring(0, equals), k -> new ArrayList<>()).addAll(given);
        }
        return new Selection(preset, wanted, new LinkedHashSet<>(designs), values, jdks, live);
    }

    /** Rejects a value that would only fail once a fork runs with it. Words are the benchmarks' own to check. */
    private static void check(String option, String name, String value) {
        if (value.isBlank()) {
            throw new InputException("--param " + option + ": an empty value");
        }
        if (name.equals("layout") && !value.equals("live")) {
            Layouts.named(value);
        } else if (name.equals("placement")) {
            DevicePlacement.parse(value);
        }
        Set<String> known = Catalogue.ofClassPath().entries().stream().flatMap(e -> e.params().getOrDefault(name, List.of()).stream())
                .collect(Collectors.toSet());
        if (known.isEmpty() || !known.stream().allMatch(v -> v.matches("\\d+"))) {
            return;
        }
        int least = known.contains("0") ? 0 : 1;
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < least || Integer.parseInt(value) > Layout.MAX_MAPPED_PAGES) {
            throw new InputException("--param " + option + ": " + name + " is a number from " + least + " to " + Layout.MAX_MAPPED_PAGES
                    + ", not '" + value + "'");
        }
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
