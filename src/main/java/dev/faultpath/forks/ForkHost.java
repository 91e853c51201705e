package dev.faultpath.forks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.CompilerProfiler;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The process in which JMH runs. {@link HostForkRunner} starts it with the JDK under test and asks over standard input for one fork
 * at a time; it answers each with a line of JSON.
 *
 * <p>JMH takes compiler hints and the blackhole mode from the JVM that launches a fork, so that JVM must be the JDK under test. A
 * process of its own can also be ended together with a fork that never returns, and nothing a benchmark prints is taken for an answer.
 */
public final class ForkHost {
    /** Starts every answer; other lines are noise. */
    static final String PREFIX = "@faultpath ";

    /** Form of requests and answers; the guard also talks to hosts of older builds. */
    static final int PROTOCOL = 4;
    /** The form since which forks can take turns. */
    static final int TURNS_SINCE = 2;
    /** The form since which builds have the {@link SpeedExecutor}. */
    static final int SPEED_SINCE = 3;
    /** The form since which forks tell what their code was compiled to, and count its instructions. */
    static final int FORM_SINCE = 4;

    /** Of a fork's output, kept to say why it failed. */
    private static final int KEPT_CHARACTERS = 1 << 16;
    private static final Pattern THROWN = Pattern.compile("Exception in thread .*|Caused by: .*|[\\w.$]+(?:Error|Exception)(?::.*)?");

    private ForkHost() {
    }

    /** Answers requests until standard input ends, which also happens if the parent dies; then ends with all children. */
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
        return Json.MAPPER.createObjectNode().put("status", "hello").put("protocol", PROTOCOL).put("secret", true)
                .put("feature", Runtime.version().feature())
                .put("version", System.getProperty("java.version"))
                .put("vendor", System.getProperty("java.vendor"))
                .put("vmName", System.getProperty("java.vm.name"))
                .put("vmVersion", System.getProperty("java.vm.version"))
                .put("pid", ProcessHandle.current().pid());
    }

    private static void run(JsonNode request, ObjectNode answer) throws RunnerException {
        int iterations = request.get("iterations").asInt();
        boolean count = request.path("count").asBoolean();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(request.get("benchmark").asText()) + "$")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1).warmupForks(0)
                // JMH drops what it calls warm-up; the runner wants every iteration and draws the line itself.
                .warmupIterations(0)
                .measurementIterations(iterations + (count ? 1 : 0))
                .measurementTime(TimeValue.milliseconds(request.get("millis").asInt()))
                .jvmArgs(strings(request.get("jvmArgs")))
                .shouldFailOnError(true)
                .shouldDoGC(false)
                .verbosity(VerboseMode.NORMAL);
        if (request.path("turns").asBoolean()) {
            options.addProfiler(TurnProfiler.class); // first, so that the wait for a turn lies outside what the others count
        }
        options.addProfiler(GCProfiler.class).addProfiler(CompilerProfiler.class).addProfiler(SpeedProfiler.class);
        if (count || request.path("forms").asBoolean()) {
            options.addProfiler(FormProfiler.class, FormProfiler.options(request.path("warmup").asInt(), count));
        }
        request.get("params").properties().forEach(p -> options.param(p.getKey(), p.getValue().asText()));
        Output output = new Output();
        Collection<RunResult> results;
        try {
            results = new Runner(options.build(), (OutputFormat) Proxy.newProxyInstance(ForkHost.class.getClassLoader(),
                    new Class<?>[] {OutputFormat.class}, output)).run();
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
        ObjectNode form = Json.MAPPER.createObjectNode();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                boolean timed = times.size() < iterations;
                if (timed) {
                    times.add(iteration.getPrimaryResult().getScore());
                }
                iteration.getSecondaryResults().forEach((label, counted) -> {
                    ArrayNode into = switch (label) {
                        case "gc.alloc.rate.norm" -> bytes;
                        case "compiler.time.profiled" -> compiled;
                        case SpeedProfiler.LABEL -> speed;
                        // Other profilers' labels have a dot; a counter's is the name of a field.
                        default -> label.indexOf('.') < 0 ? counters.withArray(label) : null;
                    };
                    if (into != null && timed) {
                        into.add(counted.getScore());
                    }
                    form(label, counted.getScore(), form);
                    if (label.equals(FormProfiler.RECOMPILED)) {
                        answer.put("recompiled", counted.getScore() > 0);
                    }
                });
            }
        }
        if (!form.isEmpty()) {
            answer.set("form", form);
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

    private static void form(String label, double value, ObjectNode form) {
        if (label.startsWith(FormProfiler.METHODS)) {
            String methods = label.substring(FormProfiler.METHODS.length());
            form.put("id", CompiledForm.idOf(methods)).put("methods", methods);
        } else if (label.startsWith(FormProfiler.REACHED)) {
            form.put("reached", label.substring(FormProfiler.REACHED.length()));
        } else if (label.startsWith(FormProfiler.UNCOUNTED)) {
            form.put("uncounted", label.substring(FormProfiler.UNCOUNTED.length()));
        } else if (label.startsWith(FormProfiler.WHERE)) {
            form.put("where", label.substring(FormProfiler.WHERE.length()));
        } else if (label.equals(FormProfiler.INSTRUCTIONS)) {
            form.put("instructions", value);
        } else if (label.equals(FormProfiler.LEAST) || label.equals(FormProfiler.MOST)) {
            form.put(label.substring(FormProfiler.LABEL.length()), (long) value);
        }
    }

    /** The most telling line of what was printed: a thrown error, else what JMH says of the process, else the exception. */
    private static String reason(Output output, Exception e) {
        // Neither null, nor what JMH says when a fork ended in good order but without a result, as after System.exit.
        boolean telling = e != null && !"Benchmark caught the exception".equals(e.getMessage());
        List<String> lines = output.lines();
        return lines.stream().filter(l -> l.contains("OutOfMemoryError")).reduce((a, b) -> b)
                .or(() -> lines.stream().filter(l -> THROWN.matcher(l).matches()).findFirst())
                .or(() -> lines.stream().filter(l -> l.startsWith("<forked VM failed") || l.startsWith("#  SIG") || l.startsWith("Error"))
                        .map(l -> l.replaceAll("[<>]", "")).findFirst())
                .orElse(telling ? String.valueOf(e.getMessage()) : "the fork ended without a result");
    }

    private static String[] strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toArray(String[]::new);
    }

    /** Keeps the end of what JMH and the fork print, to say why a fork failed; all else that JMH tells stands in the result. */
    private static final class Output implements InvocationHandler {
        private final StringBuilder text = new StringBuilder();

        @Override
        public synchronized Object invoke(Object proxy, Method method, Object[] args) {
            switch (method.getName()) {
                case "print" -> text.append(args[0]);
                case "println" -> text.append(args[0]).append('\n');
                case "write" -> text.append(args[0] instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8)
                        : String.valueOf((char) (int) args[0]));
                default -> { }
            }
            if (text.length() > 2 * KEPT_CHARACTERS) {
                text.delete(0, text.length() - KEPT_CHARACTERS);
            }
            return null;
        }

        synchronized List<String> lines() {
            return text.toString().lines().map(String::trim).toList();
        }
    }
}
