package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Table;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.RunLock;
import dev.faultpath.forks.Shape;
import dev.faultpath.machine.Jdk;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.SizedCount;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.InstructionCount;
import dev.faultpath.run.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faultpath instructions}: counts executed instructions, no time. */
@Command(name = "instructions", sortOptions = false,
        description = "Counts the instructions that an operation of some cells executes, by single steps: exact, whatever else runs.")
final class InstructionsCommand extends PrintingCommand implements Callable<Integer> {
    /** As forks are timed, so that what is counted is the code that is timed. */
    private static final Shape SHAPE = Preset.of("publish").shape();

    @Mixin
    private CellOptions chosen;

    @Option(names = "--forks", paramLabel = "N", defaultValue = "1", description = "JVMs in which each cell is counted. Default: 1.")
    private int forks;

    @Option(names = "--where", description = "Also tell in which compiled methods they are and, with hsdis, which instructions.")
    private boolean where;

    @Override
    public Integer call() throws InterruptedException {
        if (forks < 1) {
            throw new InputException("--forks " + forks + ": expected at least 1");
        }
        leavesOut();
        List<Cell> cells = chosen.selection(false).cells(Catalogue.ofClassPath());
        List<Jdk> under = Jdk.find(chosen.jdks());
        Hosting hosting = where ? Hosting.ofThisProgram().withWhere() : Hosting.ofThisProgram();
        Table table = new Table(0, "lrrrl").row("cell", "instr/op", "instr/page", "forks", "");
        Map<Integer, Integer> byForms = new TreeMap<>();
        try (RunLock lock = RunLock.take(); Counters counters = new Counters(under, hosting)) {
            List<Future<Found>> found = cells.stream().map(counters::count).toList();
            for (int i = 0; i < cells.size(); i++) {
                Found one = ForkRunner.get(found.get(i));
                byForms.merge(one.counts, 1, Integer::sum);
                one.where.forEach(text -> line("%s", text));
                one.rows.forEach(table::row);
                err().printf(Locale.ROOT, "%d of %d  %s  %s%n", i + 1, cells.size(), one.rows.get(0)[0], one.rows.get(0)[1]);
                err().flush();
            }
        }
        out().print(fit(table.toString()));
        byForms.forEach((n, number) -> line("%d cells: %s", number, n == 0 ? "not counted" : n == 1 ? "one form" : n + " forms"));
        return 0;
    }

    /**
     * What was found of a cell.
     *
     * @param counts how many counts it has; 0 if it could not be counted
     * @param rows   of the table, one a count
     * @param where  the instructions are, in text
     */
    private record Found(int counts, List<String[]> rows, List<String> where) {
    }

    /** As many forks at once as there are processors: a count is the same whatever else runs. */
    private final class Counters implements AutoCloseable {
        private final List<HostForkRunner> all;
        private final BlockingQueue<HostForkRunner> idle;
        private final ExecutorService pool;

        Counters(List<Jdk> under, Hosting hosting) {
            int atOnce = Runtime.getRuntime().availableProcessors();
            all = IntStream.range(0, atOnce).mapToObj(i -> new HostForkRunner(under, hosting)).toList();
            idle = new LinkedBlockingQueue<>(all);
            pool = Executors.newFixedThreadPool(atOnce);
        }

        Future<Found> count(Cell cell) {
            return pool.submit(() -> {
                HostForkRunner runner = idle.take();
                try {
                    return InstructionsCommand.this.count(runner, cell);
                } finally {
                    idle.add(runner);
                }
            });
        }

        @Override
        public void close() {
            pool.shutdownNow();
            all.forEach(HostForkRunner::close);
        }
    }

    private Found count(HostForkRunner runner, Cell cell) throws InterruptedException {
        SortedMap<Double, List<InstructionCount>> counts = new TreeMap<>();
        List<String> told = new ArrayList<>();
        String failure = "";
        for (int f = 0; f < forks; f++) {
            InstructionCount count = InstructionCount.of(runner, cell, SHAPE);
            if (count.failure() != null) {
                failure = count.failure();
                continue;
            }
            counts.computeIfAbsent(count.instructions(), c -> new ArrayList<>()).add(count);
            if (count.form().where() != null) {
                told.add(cell.label());
                count.form().where().lines().forEach(l -> told.add("  " + l));
                told.add("");
            }
        }
        List<String[]> rows = new ArrayList<>();
        for (List<InstructionCount> equal : counts.values()) {
            InstructionCount one = equal.get(0);
            double perPage = one.perPage(cell);
            CompiledForm form = one.form();
            rows.add(new String[] {cell.label(), String.format(Locale.ROOT, "%,.0f", one.instructions()),
                Double.isNaN(perPage) ? "" : String.format(Locale.ROOT, "%.2f", perPage), Integer.toString(equal.size()),
                !one.sizes().isEmpty() ? "counted at " + SizedCount.sizes(one.sizes()) : form.least() == null ? ""
                        : String.format(Locale.ROOT, "operations of %,d to %,d", form.least(), form.most())});
        }
        if (rows.isEmpty()) {
            rows.add(new String[] {cell.label(), "", "", "0", failure});
        }
        return new Found(counts.size(), rows, told);
    }
}
