package dev.faultpath.guard.exact;

import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkArchive;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.HostForkRunner;
import dev.faultpath.forks.Hosting;
import dev.faultpath.forks.Shape;
import dev.faultpath.machine.Jdk;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Operations;
import dev.faultpath.run.InstructionCount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the cells of two jars, both at once: what is counted does not depend on what else runs. */
public final class BuildCounter implements CellCounter {
    /** Nobody times these forks: warm-up enough for code to settle. */
    private static final Shape SHAPE = new Shape(0, 40, 20);
    /** Pages of an operation that is counted: enough for loops to be what they are, few enough to be stepped in a second. */
    private static final int PAGES = 128;
    /** Forks of a build while no form of one build is one of the other's. */
    private static final int FORKS = 3;
    private static final Pattern METHOD = Pattern.compile("\\s*([\\d.]+)  (\\S+) \\(tier \\d\\)");

    private final One baseline;
    private final One candidate;
    private final ExecutorService pool = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "counts of a build");
        thread.setDaemon(true);
        return thread;
    });

    public BuildCounter(Path baseline, Path candidate, Jdk jdk, List<String> jvmArgs) {
        this.baseline = new One(baseline, jdk, jvmArgs);
        this.candidate = new One(candidate, jdk, jvmArgs);
    }

    /** The cell with fewer pages, or as it is if it has no more. */
    private static Cell sized(Cell cell, int pages) {
        return cell.pages() <= pages ? cell : cell.sized(pages);
    }

    /** The smallest size at which a build does something to each page: some cells do nothing to so few pages. */
    private Cell small(Cell cell) {
        int pages = PAGES;
        while (pages < cell.pages() && !baseline.busy(sized(cell, pages))) {
            pages *= 2;
        }
        return sized(cell, pages);
    }

    @Override
    public Both count(Cell cell) throws InterruptedException {
        Cell small = small(cell);
        double scale = cell.pages() == 0 ? 1 : (double) cell.pages() / small.pages();
        Both both = both(() -> baseline.count(small, scale), () -> candidate.count(small, scale));
        for (int i = 1; i < FORKS && !both.failed()
                && Collections.disjoint(both.baseline().instructions(), both.candidate().instructions()); i++) {
            Both known = both;
            both = both(() -> baseline.more(small, known.baseline()), () -> candidate.more(small, known.candidate()));
        }
        return both;
    }

    private Both both(Callable<Counts> before, Callable<Counts> after) throws InterruptedException {
        Future<Counts> first = pool.submit(before);
        Future<Counts> second = pool.submit(after);
        return new Both(ForkRunner.get(first), ForkRunner.get(second));
    }

    /** One build. */
    private static final class One implements AutoCloseable {
        private final ForkArchive archive = new ForkArchive();
        private final HostForkRunner forks;
        private final Path jar;

        One(Path jar, Jdk jdk, List<String> jvmArgs) {
            forks = new HostForkRunner(List.of(jdk), Hosting.of(jar).withArchive(archive).with(cell -> jvmArgs).withWhere());
            this.jar = jar;
        }

        /** Whether an operation of a cell does more than it has pages; not if its size is none, or that cannot be counted. */
        boolean busy(Cell cell) {
            try (OperationCounter operations = OperationCounter.of(jar)) {
                Operations counted = operations.count(cell.benchmark(), cell.params());
                return counted.counts().values().stream().mapToLong(n -> n).sum() >= (long) counted.period() * cell.pages();
            } catch (IOException | RuntimeException | LinkageError e) {
                return false; // of its own size, whoever counts will say why
            }
        }

        Counts count(Cell cell, double scale) throws InterruptedException {
            Map<String, Double> each = new TreeMap<>();
            String executed = null;
            String failure = null;
            // Of each cell, so that it has all static initialisers.
            try (OperationCounter operations = OperationCounter.of(jar).following()) {
                Operations counted = operations.count(cell.benchmark(), cell.params());
                counted.counts().keySet().forEach(kind -> each.put(kind, counted.each(kind)));
                executed = operations.executed();
            } catch (InputException e) {
                failure = e.getMessage().replace(cell.label() + ": ", "");
            } catch (IOException | RuntimeException | LinkageError e) {
                failure = e.toString(); // another build's code under this build's counter
            }
            InstructionCount count = InstructionCount.of(forks, cell, SHAPE);
            Fork fork = count.timed();
            double harness = fork == null ? 0 : CellResult.harnessBytesPerOp(SHAPE.millis(), fork.score());
            return new Counts(each, count.failure() != null ? List.of() : List.of(count.instructions()),
                    count.failure() == null && count.form().varies(), count.failure() == null ? methods(count.form().where()) : Map.of(),
                    fork == null ? null : fork.bytesPerOp(), harness, scale, executed, count.failure(), failure);
        }

        /** The same counts with what one more fork says of instructions. */
        Counts more(Cell cell, Counts known) throws InterruptedException {
            InstructionCount count = InstructionCount.of(forks, cell, SHAPE);
            TreeSet<Double> all = new TreeSet<>(known.instructions());
            if (count.failure() == null) {
                all.add(count.instructions());
            }
            return new Counts(known.operations(), List.copyOf(all), known.varies(), known.methods(), known.bytes(), known.harness(),
                    known.scale(), known.executed(), null, known.failure());
        }

        private static Map<String, Double> methods(String where) {
            Map<String, Double> methods = new TreeMap<>();
            for (String line : where == null ? List.<String>of() : where.lines().takeWhile(l -> !l.isBlank()).toList()) {
                Matcher m = METHOD.matcher(line);
                if (m.matches()) {
                    methods.merge(m.group(2).replaceAll("^.*\\.(\\w[\\w$]*\\.[\\w$<>]+)$", "$1"), Double.parseDouble(m.group(1)),
                            Double::sum);
                }
            }
            return methods;
        }

        @Override
        public void close() {
            forks.close();
            archive.close();
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
        baseline.close();
        candidate.close();
    }
}
