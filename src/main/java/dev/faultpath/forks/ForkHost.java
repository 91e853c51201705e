package dev.faultpath.forks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.CompilerProfiler;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The process in which JMH runs: started by {@link HostForkRunner} with the JDK under test, told over standard input to run
 * one fork at a time, answering with one line of JSON each.
 *
 * <p>JMH takes compiler hints and the blackhole mode from the JVM that launches a fork, not from the fork's, so the launching
 * JVM must be the JDK under test. A process of its own also means that a fork that never returns can be ended together with
 * its launcher, and that nothing a benchmark prints can be taken for an answer.
 */
public final class ForkHost {
    /** Starts every answer; other lines are noise. */
    static final String PREFIX = "@faultpath ";

    /** Form of requests and answers; the guard also talks to hosts of older builds. */
    static final int PROTOCOL = 3;
    /** The form since which forks can take turns. */
    static final int TURNS_SINCE = 2;
    /** The form since which builds have the {@link SpeedExecutor}. */
    static final int SPEED_SINCE = 3;

    /** Last lines of a fork's output that are kept to say why it failed. */
    private static final int KEPT_LINES = 40;

    private ForkHost() {
    }

    /**
     * Answers requests until standard input ends, which also happens if the parent dies; then ends with all children.
     *
     * @param args none
     */
    public static void main(String[] args) throws InterruptedException {
        PrintStream answers = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(requests), "requests");
        reader.setDaemon(true);
        reader.start();
        answer(answers, hello());
        while (true) {
            ObjectNode answer = Json.MAPPER.createObjectNode();
            try {
                run(Json.MAPPER.readTree(requests.take()), answer);
            } catch (IOException | RuntimeException | RunnerException e) {
                answer.put("status", "failed").put("reason", String.valueOf(e.getMessage()));
            }
            answer(answers, answer);
        }
    }

    private static void read(BlockingQueue<String> requests) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                requests.add(line);
            }
        } catch (IOException e) {
            // The same as its end: whoever asked is gone.
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(0);
    }

    private static void answer(PrintStream answers, ObjectNode answer) {
        answers.println(PREFIX + answer);
        answers.flush();
    }

    private static ObjectNode hello() {
        return Json.MAPPER.createObjectNode().put("status", "hello").put("protocol", PROTOCOL)
                .put("feature", Runtime.version().feature())
                .put("version", System.getProperty("java.version"))
                .put("vendor", System.getProperty("java.vendor"))
                .put("vmName", System.getProperty("java.vm.name"))
                .put("vmVersion", System.getProperty("java.vm.version"))
                .put("pid", ProcessHandle.current().pid());
    }

    private static void run(JsonNode request, ObjectNode answer) throws RunnerException {
        int iterations = request.get("iterations").asInt();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(request.get("benchmark").asText()) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
                .forks(1).warmupForks(0)
                // JMH drops what it calls warm-up; the runner wants every iteration and draws the line itself.
                .warmupIterations(0)
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(request.get("millis").asInt()))
                .jvmArgs(strings(request.get("jvmArgs")))
                .shouldFailOnError(true)
                .shouldDoGC(false)
                .verbosity(VerboseMode.NORMAL);
        if (request.path("turns").asBoolean()) {
            options.addProfiler(TurnProfiler.class); // first, so that the wait for a turn lies outside what the others count
        }
        if (request.path("allocation").asBoolean()) {
            options.addProfiler(GCProfiler.class);
        }
        options.addProfiler(CompilerProfiler.class);
        options.addProfiler(SpeedProfiler.class);
        for (Iterator<Map.Entry<String, JsonNode>> it = request.get("params").fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> p = it.next();
            options.param(p.getKey(), p.getValue().asText());
        }
        Output output = new Output();
        Collection<RunResult> results;
        try {
            results = new Runner(options.build(), output).run();
        } catch (RunnerException | RuntimeException e) {
            answer.put("status", "failed").put("reason", reason(output, e));
            return;
        }
        if (results.size() != 1) {
            answer.put("status", "failed").put("reason", results.isEmpty()
                    ? reason(output, null) : results.size() + " results instead of one: the parameters name several cells");
            return;
        }
        fill(results.iterator().next(), iterations, answer);
    }

    private static void fill(RunResult result, int iterations, ObjectNode answer) {
        ArrayNode times = answer.putArray("iterations");
        ArrayNode bytes = answer.putArray("bytesPerOp");
        ArrayNode compiled = answer.putArray("compileMillis");
        ArrayNode speed = answer.putArray("speedNanos");
        ObjectNode counters = answer.putObject("counters");
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                times.add(iteration.getPrimaryResult().getScore());
                Result<?> allocated = iteration.getSecondaryResults().get("gc.alloc.rate.norm");
                if (allocated != null) {
                    bytes.add(allocated.getScore());
                }
                Result<?> compiling = iteration.getSecondaryResults().get("compiler.time.profiled");
                if (compiling != null) {
                    compiled.add(compiling.getScore());
                }
                Result<?> timed = iteration.getSecondaryResults().get(SpeedProfiler.LABEL);
                if (timed != null) {
                    speed.add(timed.getScore());
                }
                iteration.getSecondaryResults().forEach((label, counted) -> {
                    if (label.indexOf('.') < 0) { // a profiler's label has a dot; a counter's is the name of a field
                        counters.withArray(label).add(counted.getScore());
                    }
                });
            }
        }
        BenchmarkParams params = result.getParams();
        answer.put("mode", params.getMode().shortLabel()).put("threads", params.getThreads())
                .put("unit", result.getPrimaryResult().getScoreUnit())
                .put("jdkVersion", params.getJdkVersion()).put("vmName", params.getVmName())
                .put("vmVersion", params.getVmVersion()).put("jmhVersion", params.getJmhVersion())
                .put("opsPerInvocation", params.getOpsPerInvocation());
        ArrayNode jvmArgs = answer.putArray("jvmArgs");
        params.getJvmArgs().forEach(jvmArgs::add);
        answer.put("status", times.size() == iterations ? "ok" : "failed");
        if (times.size() != iterations) {
            answer.put("reason", times.size() + " of " + iterations + " iterations came back");
        }
    }

    private static String reason(Output output, Exception e) {
        String seen = output.reason();
        if (seen != null) {
            return seen;
        }
        // What JMH says when a fork ended in good order but without a result, as after System.exit.
        boolean silent = e == null || "Benchmark caught the exception".equals(e.getMessage());
        return silent ? "the fork ended without a result" : String.valueOf(e.getMessage());
    }

    private static String[] strings(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(t -> texts.add(t.asText()));
        return texts.toArray(new String[0]);
    }

    /** Keeps the end of what JMH and the fork print, to say why a fork failed. */
    private static final class Output implements OutputFormat {
        private final Deque<String> last = new ArrayDeque<>();
        private final StringBuilder line = new StringBuilder();

        /** The most telling line: a thrown error, else what JMH says of the process. */
        synchronized String reason() {
            flush();
            String told = null;
            for (String text : last) {
                String t = text.trim();
                if (t.matches("(?:Exception in thread .*|Caused by: .*|[\\w.$]+(?:Error|Exception)(?::.*)?)|.*OutOfMemoryError.*")) {
                    if (told == null || t.contains("OutOfMemoryError")) {
                        told = t;
                    }
                }
            }
            for (String text : last) {
                String t = text.trim();
                if (told == null && (t.startsWith("<forked VM failed") || t.startsWith("#  SIG") || t.startsWith("Error"))) {
                    told = t.replaceAll("[<>]", "");
                }
            }
            return told;
        }

        private synchronized void add(String text) {
            for (String part : text.split("\\R", -1)) {
                last.addLast(part);
                if (last.size() > KEPT_LINES * 4) {
                    last.removeFirst();
                }
            }
        }

        @Override
        public synchronized void print(String s) {
            line.append(s);
        }

        @Override
        public synchronized void println(String s) {
            add(line + s);
            line.setLength(0);
        }

        @Override
        public synchronized void flush() {
            if (line.length() > 0) {
                add(line.toString());
                line.setLength(0);
            }
        }

        @Override
        public synchronized void write(int b) {
            line.append((char) b);
        }

        @Override
        public synchronized void write(byte[] b) {
            line.append(new String(b, StandardCharsets.UTF_8));
            if (line.length() > 16384) {
                flush();
            }
        }

        @Override
        public void verbosePrintln(String s) {
            // Not asked for.
        }

        @Override
        public void iteration(BenchmarkParams benchParams, IterationParams params, int iteration) {
            // Progress is the runner's.
        }

        @Override
        public void iterationResult(BenchmarkParams benchParams, IterationParams params, int iteration, IterationResult data) {
            // Read from the result.
        }

        @Override
        public void startBenchmark(BenchmarkParams benchParams) {
            // Progress is the runner's.
        }

        @Override
        public void endBenchmark(BenchmarkResult result) {
            // Read from the result.
        }

        @Override
        public void startRun() {
            // Progress is the runner's.
        }

        @Override
        public void endRun(Collection<RunResult> result) {
            // Read from the result.
        }

        @Override
        public void close() {
            flush();
        }
    }
}
