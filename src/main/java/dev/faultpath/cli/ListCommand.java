package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import dev.faultpath.Table;
import dev.faultpath.claims.Claims;
import dev.faultpath.claims.Evidence;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.Topologies;
import dev.faultpath.results.Design;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code faultpath list}: the names that options and commands take. */
@Command(name = "list", description = "Prints the names that options and commands take.")
final class ListCommand extends PrintingCommand implements Runnable {
    private final Map<String, Runnable> lists = new LinkedHashMap<>();

    @Parameters(paramLabel = "WHAT", description = "designs, layouts, topologies, parameters or claims.")
    private String what;

    ListCommand() {
        lists.put("designs", this::designs);
        lists.put("layouts", () -> Layouts.names().forEach(n -> line("%s", n)));
        lists.put("topologies", () -> Topologies.names().forEach(n -> line("%s", n)));
        lists.put("parameters", this::parameters);
        lists.put("claims", this::claims);
    }

    @Override
    public void run() {
        Runnable list = lists.get(what);
        if (list == null) {
            throw new InputException("there is no list of '" + what + "', only of " + String.join(", ", lists.keySet())
                    + Suggestion.of(what, lists.keySet()));
        }
        list.run();
    }

    private void designs() {
        Table table = new Table(0, "lll");
        for (Question question : Question.values()) {
            for (Question.Answer answer : question.answers()) {
                Set<String> names = new TreeSet<>();
                entries().stream().filter(e -> e.benchmarkClass().equals(answer.benchmark()) && !Design.isControl(method(e)))
                        .forEach(e -> names.addAll(e.params().getOrDefault(Design.PARAMETER, List.of(Design.of(method(e), Map.of())))));
                names.forEach(n -> table.row(question.name(), n, answer.benchmark() + (n.equals(answer.reference()) ? ", reference" : "")));
            }
        }
        out().print(table.text(width()));
    }

    private void parameters() {
        Map<String, Set<String>> values = new TreeMap<>();
        Map<String, Set<String>> of = new TreeMap<>();
        for (Catalogue.Entry entry : entries()) {
            entry.params().forEach((name, all) -> {
                if (!name.equals(Design.PARAMETER)) {
                    values.computeIfAbsent(name, n -> new TreeSet<>()).addAll(all);
                    Question.ofBenchmark(entry.benchmarkClass()).ifPresent(q -> of.computeIfAbsent(name, n -> new TreeSet<>())
                            .add(q.name()));
                }
            });
        }
        Table table = new Table(0, "lll");
        values.forEach((name, all) -> table.row(name, String.join(" ", of.getOrDefault(name, Set.of())), String.join(", ", all)));
        out().print(table.text(width()));
    }

    private void claims() {
        Table table = new Table(0, "ll");
        Claims.judge(Evidence.none()).forEach(c -> table.row(c.claim(), c.said()));
        out().print(table.text(width()));
    }

    private static List<Catalogue.Entry> entries() {
        return Catalogue.ofClassPath().entries();
    }

    private static String method(Catalogue.Entry entry) {
        return entry.benchmark().substring(entry.benchmark().lastIndexOf('.') + 1);
    }
}
