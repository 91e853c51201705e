package dev.faultpath.cli;

import dev.faultpath.forks.Cell;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.report.OperationText;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Question;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath operations}: counts what cells ask for, without timing anything. */
@Command(name = "operations", sortOptions = false,
        description = "Counts what a walk of a cell does: loads, stores and lines of each table, calls, questions, atomics, branches."
            + " Nothing is timed; the counts are the same on every machine.",
        footer = {"", "What each kind stands for in the kernel: src/main/docs/operations.md.",
            "Of cells with two threads the walker is counted alone, undisturbed."})
final class OperationsCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-operations/1";

    @Parameters(arity = "0..*", paramLabel = "CELL",
            description = "Only cells whose name contains this; * stands for anything. Default: all of the preset.")
    private List<String> patterns = List.of();

    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "publish", description = "Whose cells. Default: ${DEFAULT-VALUE}.")
    private String preset;

    @Mixin
    private CellChoice choice;

    @Option(names = "--jar", paramLabel = "JAR", description = "Count the classes of another build.")
    private Path jar;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ".")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Cell> cells = cells();
        List<Operations> counted = new ArrayList<>();
        try (OperationCounter counter = jar == null ? OperationCounter.ofThisProgram() : OperationCounter.of(jar)) {
            for (Cell cell : cells) {
                Operations operations = counter.count(cell.benchmark(), cell.params());
                if (json) {
                    counted.add(operations);
                } else {
                    out().print((cell == cells.get(0) ? "" : "\n") + fit(OperationText.table(operations)));
                    out().flush();
                }
            }
        }
        if (json) {
            out().print(Json.pretty(new Answer(SCHEMA, counted)));
        }
        return 0;
    }

    private List<Cell> cells() {
        Catalogue catalogue = jar == null ? Catalogue.ofClassPath() : Catalogue.of(jar);
        Selection selection = choice.of(Preset.of(preset), List.of(Integer.toString(Runtime.version().feature())), false);
        if (jar == null) {
            choice.requireStates(selection);
        }
        List<Cell> all = selection.cells(catalogue).stream()
                .filter(c -> !Question.inC(c.benchmarkClass())).toList(); // the bytecode of Java is what is counted
        return patterns.isEmpty() ? all : Selection.fitting(all, List::of, patterns, "");
    }

    /** The JSON. */
    private record Answer(String schema, List<Operations> operations) {
    }
}
