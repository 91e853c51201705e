package dev.faultpath.operations;

import dev.faultpath.InputException;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import dev.faultpath.results.Operations.Touch;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;

/**
 * Counts the operations of the cells of one build. States are built and benchmark methods called as JMH does it, but for what belongs to
 * an iteration: a second thread is never started, so of cells that have one it is the walker alone that is counted. Where operations do
 * not repeat, as each leaves more behind, the first of each iteration is counted; their state is made anew between.
 */
public final class OperationCounter implements AutoCloseable {
    /** Operations before those that are compared, so that caches and epochs are steady. */
    private static final int WARM_UP = 4;
    /** Operations that are compared; the longest period that is looked for is half of them. */
    private static final int COMPARED = 24;
    /** The same of operations that do more than {@link #LONG} things. */
    private static final int COMPARED_LONG = 4;
    private static final long LONG = 500_000;
    private static final String SECOND_THREAD = "dev.faultpath.bench.state.SecondThread";
    /** How often the operations that were compared become the warm-up of others. */
    private static final int ROUNDS = 3;

    private final ClassLoader build;
    private final Map<String, byte[]> changed;
    private final ClassLoader counted;
    private final boolean follows;
    private long executed;

    private OperationCounter(ClassLoader build, Map<String, byte[]> changed, boolean follows) {
        this.build = build;
        this.changed = changed;
        this.follows = follows;
        counted = new InstrumentingLoader(build, changed, follows);
    }

    /** Another of the same classes, which can tell what it {@link #executed}, and takes half as long again. Closing either closes both. */
    public OperationCounter following() {
        return new OperationCounter(build, changed, true);
    }

    /** Counts the classes of this program. */
    public static OperationCounter ofThisProgram() {
        return withChanged(Map.of());
    }

    /** Counts the classes of this program, some of them changed: class files by qualified name. */
    static OperationCounter withChanged(Map<String, byte[]> changed) {
        return new OperationCounter(Tally.class.getClassLoader(), changed, false);
    }

    /**
     * Counts the classes of a build.
     *
     * @throws InputException if there is no such jar
     */
    public static OperationCounter of(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new InputException(jar + ": no such jar");
        }
        try {
            URL[] urls = {jar.toUri().toURL()};
            return new OperationCounter(new URLClassLoader(urls, ClassLoader.getPlatformClassLoader()), Map.of(), false);
        } catch (MalformedURLException e) {
            throw new InputException(jar + ": no path of a jar", e);
        }
    }

    /** Lets go of the build's jar. */
    @Override
    public void close() throws IOException {
        if (build instanceof URLClassLoader jar && build != Tally.class.getClassLoader()) {
            jar.close();
        }
    }

    /**
     * The operations of a cell.
     *
     * @param benchmark qualified class name, a dot, and the method
     * @param params    parameter values by name
     * @throws InputException if the build has no such benchmark, its state refuses a parameter, or its counts do not repeat
     */
    public Operations count(String benchmark, SortedMap<String, String> params) {
        // One tally serves all.
        synchronized (OperationCounter.class) {
            Tally.follow(executed);
            try {
                return steady(benchmark, params, method(benchmark, counted), new BenchmarkRun(params, EnumSet.of(Level.Trial)));
            } catch (IllegalStateException | IllegalArgumentException e) {
                Throwable refusal = refusal(e);
                throw refusal == null ? e : new InputException(label(benchmark, params) + ": " + refusal.getMessage(), e);
            } finally {
                executed = Tally.followed();
                Tally.forget();
            }
        }
    }

    /**
     * What the states of a benchmark of this program have against parameters, one line; they are built for it, as a fork does before it
     * measures. Empty if nothing.
     */
    public static Optional<String> refusal(String benchmark, SortedMap<String, String> params) {
        try (BenchmarkRun run = new BenchmarkRun(params, EnumSet.of(Level.Trial))) {
            run.build(method(benchmark, Tally.class.getClassLoader()));
            return Optional.empty();
        } catch (RuntimeException e) {
            Throwable refusal = refusal(e);
            return Optional.of(refusal == null ? "no state can be built with it" : refusal.getMessage());
        }
    }

    /**
     * Tells apart what this executed of the build's own byte code since it was made, set-up and static initialisers included: equal only
     * if the same blocks of instructions were executed as often and, in operations, in the same order; that of set-up may hang on identity
     * hashes. Comments and what was not executed do not matter.
     *
     * @throws IllegalStateException if this is not {@link #following}
     */
    public String executed() {
        if (!follows) {
            throw new IllegalStateException("what is executed was not followed");
        }
        return Long.toHexString(executed);
    }

    private static Method method(String benchmark, ClassLoader classes) {
        int dot = benchmark.lastIndexOf('.');
        try {
            return Arrays.stream(Class.forName(benchmark.substring(0, dot), true, classes).getDeclaredMethods())
                    .filter(m -> m.getName().equals(benchmark.substring(dot + 1)) && m.isAnnotationPresent(Benchmark.class))
                    .findFirst().orElseThrow(() -> new InputException(benchmark + ": no such benchmark"));
        } catch (ClassNotFoundException e) {
            throw new InputException(benchmark + ": no such benchmark", e);
        }
    }

    /** What a state or a design has against parameters: thrown by the build's own classes, which are not these. */
    private static Throwable refusal(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            boolean ownWords = t instanceof IllegalStateException && t.getCause() == null; // as of a design without room for so much
            if (ownWords || t instanceof IllegalArgumentException || t.getClass().getName().equals(InputException.class.getName())) {
                return t;
            }
        }
        return null;
    }

    private static String label(String benchmark, SortedMap<String, String> params) {
        return new Operations(benchmark, params, 1, Map.of()).label();
    }

    private static Operations steady(String benchmark, SortedMap<String, String> params, Method method, BenchmarkRun run) {
        Holders holders = new Holders();
        run.call(method);
        holders.learn(run.states());
        for (boolean renewed : new boolean[] {false, true}) {
            if (renewed && secondThread(run)) {
                break;
            }
            List<Map<String, Long>> period = period(() -> {
                if (renewed) {
                    run.setUp(Level.Iteration);
                }
                return one(method, run, holders);
            });
            if (!period.isEmpty()) {
                Map<String, Long> sum = new TreeMap<>();
                period.forEach(counts -> counts.forEach((kind, n) -> sum.merge(kind, n, Long::sum)));
                return new Operations(benchmark, params, period.size(), sum);
            }
        }
        throw new InputException(label(benchmark, params) + ": its operations do not repeat, so there is no count of one");
    }

    /** Whether the set-up of an iteration would start one. */
    private static boolean secondThread(BenchmarkRun run) {
        return run.states().stream().anyMatch(s -> s.getClass().getSuperclass().getName().equals(SECOND_THREAD));
    }

    /** The counts of the operations of one period; empty if they do not repeat. */
    private static List<Map<String, Long>> period(Supplier<Map<String, Long>> operation) {
        Map<String, Long> last = Map.of();
        for (int i = 0; i < WARM_UP; i++) {
            last = operation.get();
        }
        int compared = last.values().stream().mapToLong(Long::longValue).sum() > LONG ? COMPARED_LONG : COMPARED;
        List<Map<String, Long>> window = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            window.clear();
            for (int i = 0; i < compared; i++) {
                window.add(operation.get());
            }
            int period = period(window);
            if (period > 0) {
                return window.subList(0, period);
            }
        }
        return List.of();
    }

    /** The smallest period up to half of the window; 0 if there is none. */
    private static int period(List<Map<String, Long>> window) {
        for (int period = 1; period <= window.size() / 2; period++) {
            if (window.subList(period, window.size()).equals(window.subList(0, window.size() - period))) {
                return period;
            }
        }
        return 0;
    }

    private static Map<String, Long> one(Method method, BenchmarkRun run, Holders holders) {
        Tally.start();
        try {
            run.call(method);
        } finally {
            Tally.stop();
        }
        for (Tally.Place place : Tally.places()) {
            if (!holders.knows(place.array)) {
                holders.learn(run.states()); // made since, or by this very operation
                break;
            }
        }
        Map<String, Long> counts = new TreeMap<>();
        for (Tally.Place place : Tally.places()) {
            Memory memory = holders.of(place.array);
            counts.merge(Touch.LOADS.of(memory), place.loads, Long::sum);
            counts.merge(Touch.STORES.of(memory), place.stores, Long::sum);
            counts.merge(Touch.LINES.of(memory), (long) place.lines(), Long::sum);
        }
        for (Memory memory : Memory.values()) {
            counts.merge(Touch.LOADS.of(memory), Tally.loads(memory), Long::sum);
            counts.merge(Touch.STORES.of(memory), Tally.stores(memory), Long::sum);
            counts.merge(Touch.LINES.of(memory), Tally.objects(memory), Long::sum);
        }
        for (Step step : Step.values()) {
            counts.put(step.words(), Tally.steps(step));
        }
        return counts;
    }
}
