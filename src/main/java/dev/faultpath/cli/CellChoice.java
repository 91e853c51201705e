package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Text;
import dev.faultpath.forks.Cell;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layouts;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The options by which commands choose cells of a preset. */
final class CellChoice {
    private static final String LAYOUT = "layout";

    @Option(names = "--question", paramLabel = "Q", completionCandidates = Names.Questions.class,
            description = "Only this question: Q3 or owner; repeatable.")
    private List<String> questions = List.of();

    @Option(names = "--design", paramLabel = "NAME[,NAME...]", completionCandidates = Names.Designs.class,
            description = "Only this design, and the reference it is compared with; repeatable.")
    private List<String> designs = List.of();

    @Option(names = "--param", paramLabel = "K=V[,V]",
            description = "Values of a parameter instead of the preset's; repeatable.")
    private List<String> params = List.of();

    private final SortedMap<String, Layout> given = new TreeMap<>();

    /**
     * Layouts that were given as files, by the names that stand for them; from now on the options say these names, as no place on this
     * machine is to be published.
     */
    SortedMap<String, Layout> hidePaths() {
        params = params.stream().map(text -> !text.startsWith(LAYOUT + "=") ? text : LAYOUT + "="
                + Arrays.stream(text.substring(LAYOUT.length() + 1).split(",", -1)).map(value -> {
                    if (value.isBlank() || Layouts.isName(value)) {
                        return value;
                    }
                    Layout layout = Layouts.named(value);
                    given.put(Layouts.nameFor(layout), layout);
                    return Layouts.nameFor(layout);
                }).collect(Collectors.joining(","))).toList();
        return given;
    }

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
            List<String> given = Text.parts(List.of(text.substring(equals + 1)));
            given.forEach(value -> check(text, text.substring(0, equals), value));
            values.computeIfAbsent(text.substring(0, equals), k -> new ArrayList<>()).addAll(given);
        }
        return new Selection(preset, wanted, new LinkedHashSet<>(Text.parts(designs)), values, jdks, live);
    }

    /** Rejects a value that would only fail once a fork runs with it. Words are the states' own to check. */
    private void check(String option, String name, String value) {
        if (value.isBlank()) {
            throw new InputException("--param " + option + ": an empty value");
        }
        if (name.equals(LAYOUT) && !value.equals(Cell.LIVE) && !given.containsKey(value)) {
            Layouts.named(value);
        } else if (name.equals("placement")) {
            String written = DevicePlacement.parse(value).toString();
            if (!written.equals(value)) {
                throw new InputException("--param " + option + ": write it as " + written);
            }
        }
        Set<String> known = Catalogue.ofClassPath().entries().stream().flatMap(e -> e.params().getOrDefault(name, List.of()).stream())
                .collect(Collectors.toSet());
        if (known.isEmpty() || !known.stream().allMatch(v -> v.matches("\\d+"))) {
            return;
        }
        int least = known.contains("0") ? 0 : 1;
        if (!value.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(value) < least || Integer.parseInt(value) > Layout.MAX_MAPPED_PAGES) {
            throw new InputException("--param " + option + ": " + name + " is a number from " + least + " to " + Layout.MAX_MAPPED_PAGES
                    + ", not '" + value + "'");
        }
    }

    /** Rejects values that are new to a benchmark and that its states refuse: a fork would only find out once others have run. */
    void requireStates(Selection chosen) {
        if (chosen.params().isEmpty()) {
            return;
        }
        Catalogue catalogue = Catalogue.ofClassPath();
        Map<String, Map<String, List<String>>> benchmarks = catalogue.entries().stream().collect(Collectors.toMap(
                Catalogue.Entry::benchmark, Catalogue.Entry::params));
        Set<String> tried = new HashSet<>();
        for (Cell cell : chosen.cells(catalogue)) {
            Map<String, List<String>> known = benchmarks.get(cell.benchmark());
            String fresh = chosen.params().keySet().stream().filter(known::containsKey).filter(name -> !known.get(name)
                    .contains(cell.params().get(name))).map(name -> name + "=" + cell.params().get(name)).collect(Collectors.joining(" "));
            boolean kept = Layouts.isKept(cell.params().getOrDefault(LAYOUT, "")); // and not there yet
            if (!fresh.isEmpty() && !kept && tried.add(cell.benchmark() + " " + fresh)) {
                OperationCounter.refusal(cell.benchmark(), cell.params()).ifPresent(why -> {
                    throw new InputException("--param " + fresh + ": " + why);
                });
            }
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
