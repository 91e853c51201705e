package dev.faultpath.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.report.StudyReport;
import dev.faultpath.results.Json;
import dev.faultpath.results.Question;
import dev.faultpath.results.StudyFork;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Cell;
import dev.faultpath.run.Environment;
import dev.faultpath.run.HostForkRunner;
import dev.faultpath.run.Jdk;
import dev.faultpath.run.Machine;
import dev.faultpath.run.PairRunner;
import dev.faultpath.run.Preset;
import dev.faultpath.run.RunLock;
import dev.faultpath.run.Selection;
import dev.faultpath.run.Shape;
import dev.faultpath.run.Study;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code faultpath study}: A/A studies of the way we measure. */
@Command(name = "study", description = "A/A studies of the way we measure: estimator and shape of a fork, what interleaving is"
        + " worth, and how the two forks of a pair should share the machine.",
        subcommands = {StudyCommand.Estimators.class, StudyCommand.Order.class, StudyCommand.Modes.class, StudyCommand.Analyse.class})
final class StudyCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "which study: estimator, order, modes or analyse");
    }

    /** What both studies have in common. */
    abstract static class Measured implements Callable<Integer> {
        @Option(names = "--question", paramLabel = "Q", description = "Cells of this question; repeatable. Default: all of preset quick.")
        private List<String> questions = List.of();

        @Option(names = "--cells", paramLabel = "N", description = "Most cells to take. Default: ${DEFAULT-VALUE}.", defaultValue = "5")
        private int cells;

        @Option(names = "--iterations", paramLabel = "N", description = "Iterations of a fork. Default: ${DEFAULT-VALUE}.", defaultValue = "80")
        private int iterations;

        @Option(names = "--millis", paramLabel = "MS", description = "Length of each, milliseconds. Default: ${DEFAULT-VALUE}.", defaultValue = "25")
        private int millis;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the order. Default: ${DEFAULT-VALUE}.")
        long seed;

        @Option(names = "--jdk", paramLabel = "JDK", description = "A version or a folder. Default: the one this runs on.")
        private String jdk;

        @Option(names = "--out", paramLabel = "FILE", description = "The study's file. Default: results/studies/<date>-<study>-<machine class>.jsonl of the project.")
        private Path out;

        @Spec
        CommandSpec spec;

        @ParentCommand
        private StudyCommand parent;

        private final AtomicBoolean cancelled = new AtomicBoolean();

        /** Runs the study. */
        abstract void run(Study study, List<Cell> cells, Jdk under) throws InterruptedException;

        /** Forks it will run on so many cells. */
        abstract int forks(int cells);

        @Override
        public Integer call() throws InterruptedException {
            if (cells < 1 || iterations < 12 || millis < 1) {
                throw new InputException("a study needs at least 1 cell and 12 iterations of 1 ms");
            }
            PrintWriter err = spec.commandLine().getErr();
            String name = spec.name();
            Set<Question> wanted = EnumSet.noneOf(Question.class);
            questions.forEach(q -> wanted.add(Question.parse(q)));
            List<Jdk> jdks = Jdk.find(jdk == null ? List.of() : List.of(jdk));
            List<Cell> all = new Selection(Preset.of("quick"), wanted, Set.of(), new TreeMap<>(), List.of(jdks.get(0).feature()), false)
                    .cells(Catalogue.ofClassPath());
            List<Cell> chosen = spread(all, cells);
            Shape shape = new Shape(0, iterations, millis);
            Path file = out != null ? out : BenchCommand.home().resolve("results").resolve("studies").resolve(
                    Environment.utc(Instant.now()).substring(0, 10) + "-" + name + "-" + new Machine().machineClass() + ".jsonl");
            ObjectNode description = Json.MAPPER.createObjectNode().put("started", Environment.utc(Instant.now()))
                    .put("study", name).put("seed", seed).put("commit", Environment.Revision.of(BenchCommand.home()).commit());
            description.set("machine", new Machine().describe());
            err.println(String.format(Locale.ROOT, "%s study: %d cells, %d forks, about %s", name, chosen.size(), forks(chosen.size()),
                    ConsoleProgress.time(forks(chosen.size()) * shape.forkSeconds())));
            chosen.forEach(c -> err.println("  " + c.label()));
            Thread main = Thread.currentThread();
            Thread hook = new Thread(() -> {
                cancelled.set(true);
                main.interrupt();
            }, "interrupted");
            try (RunLock lock = RunLock.take()) {
                Runtime.getRuntime().addShutdownHook(hook);
                try (Study study = new Study(shape, file, description, cancelled::get, err::println)) {
                    run(study, chosen, jdks.get(0));
                }
            }
            if (cancelled.get()) {
                return Main.EXIT_INTERRUPTED;
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            spec.commandLine().getOut().print(text(file));
            spec.commandLine().getOut().println("data: " + file);
            spec.commandLine().getOut().flush();
            return 0;
        }

        /** References first, then the rest, evenly: one kind of cell would speak for one kind of code only. */
        private static List<Cell> spread(List<Cell> all, int most) {
            List<Cell> chosen = new ArrayList<>(all.stream().filter(Cell::reference).limit((most + 1) / 2).toList());
            List<Cell> rest = all.stream().filter(c -> !chosen.contains(c)).toList();
            int wanted = Math.min(most - chosen.size(), rest.size());
            for (int i = 0; i < wanted; i++) {
                chosen.add(rest.get(i * rest.size() / wanted));
            }
            return chosen;
        }
    }

    /** Pairs of equal forks. */
    @Command(name = "estimator", description = "Which value stands for a fork, and how a fork should be divided.")
    static final class Estimators extends Measured {
        @Option(names = "--rounds", paramLabel = "N", defaultValue = "25", description = "Pairs of forks of each cell. Default: ${DEFAULT-VALUE}.")
        private int rounds;

        @Override
        void run(Study study, List<Cell> cells, Jdk under) throws InterruptedException {
            try (HostForkRunner forks = new HostForkRunner(List.of(under), null)) {
                study.estimator(forks, cells, rounds, seed);
            }
        }

        @Override
        int forks(int cells) {
            return cells * rounds * 2;
        }
    }

    /** Blocks against JMH's order. */
    @Command(name = "order", description = "Blocks of single forks against JMH's order, at equally many forks.")
    static final class Order extends Measured {
        @Option(names = "--sessions", paramLabel = "N", defaultValue = "12", description = "Sessions of each kind. Default: ${DEFAULT-VALUE}.")
        private int sessions;

        @Option(names = "--forks", paramLabel = "N", defaultValue = "8", description = "Forks of each cell in a session. Default: ${DEFAULT-VALUE}.")
        private int perArm;

        @Override
        void run(Study study, List<Cell> cells, Jdk under) throws InterruptedException {
            try (HostForkRunner forks = new HostForkRunner(List.of(under), null)) {
                study.order(forks, cells, sessions, perArm, seed);
            }
        }

        @Override
        int forks(int cells) {
            return (cells + 1) * perArm * sessions * 2;
        }
    }

    /** The modes of the guard against each other. */
    @Command(name = "modes", description = "How the two forks of a pair share the machine, and how a fork of the guard should be divided.")
    static final class Modes extends Measured {
        @Option(names = "--rounds", paramLabel = "N", defaultValue = "25", description = "Pairs of each cell and mode. Default: ${DEFAULT-VALUE}.")
        private int rounds;

        @Option(names = "--mode", paramLabel = "MODE", split = ",", description = "Only these: adjacent, pinned, duet, lockstep. Default: all.")
        private List<PairRunner.Mode> modes = List.of(PairRunner.Mode.values());

        @Override
        void run(Study study, List<Cell> cells, Jdk under) throws InterruptedException {
            Map<PairRunner.Mode, PairRunner> runners = new EnumMap<>(PairRunner.Mode.class);
            Path own = Path.of(System.getProperty("java.class.path"));
            try {
                modes.forEach(m -> runners.put(m, new GuardHosts(m, List.of(), own, own, under).pairs()));
                study.modes(runners, cells, rounds, seed);
            } finally {
                runners.values().forEach(PairRunner::close);
            }
        }

        @Override
        int forks(int cells) {
            return cells * rounds * 2 * modes.stream().mapToInt(m -> m.atOnce() > 1 ? 2 : 1).sum(); // one pair, and several at once
        }
    }

    /** Looks at a stored study again. */
    @Command(name = "analyse", description = "Prints what a stored study says, without measuring.")
    static final class Analyse implements Callable<Integer> {
        @Parameters(paramLabel = "FILE", description = "A study's file.")
        private Path file;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(text(file));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private static String text(Path file) {
        List<StudyFork> forks = StudyFork.read(file);
        if (forks.isEmpty()) {
            throw new InputException(file + ": the study has no fork");
        }
        if (forks.get(0).study().equals("modes")) {
            Shape usual = GuardSet.of(GuardSet.USUAL).shape();
            return StudyReport.modes(forks, usual.warmup(), usual.measured(), usual.millis());
        }
        Shape quick = Preset.of("quick").shape();
        return forks.get(0).study().equals("order") ? StudyReport.orderText(forks, quick.warmup())
                : StudyReport.estimator(forks, quick.warmup(), quick.measured(), quick.millis());
    }
}
