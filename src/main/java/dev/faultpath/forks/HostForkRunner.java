package dev.faultpath.forks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.exact.CompiledCode;
import dev.faultpath.machine.Jdk;
import dev.faultpath.machine.MachineLoad;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Runs forks through JMH in a {@link ForkHost} process, one for each JDK under test, kept alive. */
public final class HostForkRunner implements ForkRunner {
    /** How compiler blackholes are asked for; JMH does not store the mode, so the environment file does. */
    public static final String BLACKHOLE_MODE = "COMPILER";
    /** The collector that every fork is pinned to. */
    public static final String COLLECTOR = "-XX:+UseSerialGC";
    /** Arguments that are not stored with a result: paths and ports of this machine, and how its speed is timed. */
    private static final List<String> PRIVATE = List.of("-D" + Hosting.LAYOUTS_PROPERTY + "=", "-D" + TurnProfiler.PORT_PROPERTY + "=",
            "-Djmh.executor", Hosting.FILL, ForkArchive.USED);

    /**
     * JMH's loop of operations, which has the operation inlined, is compiled for good after three thousand of them. As the thresholds are,
     * it takes a hundred thousand, which of operations of 30 to 90 us is the whole fork: it was interpreted when they were timed, or
     * compiled in between. After fewer than a thousand calls what an operation calls is not yet compiled for good, and forks of one build
     * differ by what comes first; and a loop of operations that take longer would be compiled for the number of its iterations.
     */
    private static final String LOOP = "-XX:CompileCommand=CompileThresholdScaling,*::*_jmhStub,0.03";

    private static final double START_LIMIT_SECONDS = 60;
    /** JMH's own code between short iterations is compiled all along and takes little; a benchmark that is compiled anew takes more. */
    private static final double COMPILED_SHARE = 0.15;
    /** As little as JMH runs, of a fork that nobody times. */
    private static final Shape UNTIMED = new Shape(0, 1, 1);
    private static final List<String> ANSWERED = List.of("iterations", "mode", "unit", "opsPerInvocation", "jdkVersion", "jvmArgs",
            "bytesPerOp", "jmhVersion", "vmName", "vmVersion");

    private final Map<String, Jdk> jdks = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private final Hosting hosting;
    private final Path temp;

    public HostForkRunner(List<Jdk> jdks, Hosting hosting) {
        jdks.forEach(j -> this.jdks.put(j.feature(), j));
        this.hosting = hosting;
        // JMH leaves its hint files behind when it is killed; here they go with the folder.
        this.temp = Disk.temporaryFolder("faultpath");
    }

    /** Another of the same, whose forks ask for their turns at a port. */
    public HostForkRunner inTurns(int port) {
        return new HostForkRunner(List.copyOf(jdks.values()), hosting.inTurns(port));
    }

    /** Arguments that every fork gets, as they are stored with its result; the heap as {@code -Xmx} takes it. */
    public static List<String> forkArgs(String heap) {
        // Serial: no barriers for plain loads and stores, no counted-loop safepoints, no helper threads on a small machine.
        // Code waits for the compiler: beside running code a method is compiled with whatever profile it has by then, and equal code comes
        // out in one form in one fork and in another in the next.
        return List.of("-Xms" + heap, "-Xmx" + heap, COLLECTOR, "-XX:+AlwaysPreTouch", "-XX:-UsePerfData",
                "-XX:-BackgroundCompilation", "-XX:CompileCommand=quiet", LOOP, "-da");
    }

    /** @throws InputException if the host cannot start or is not the JDK it should be */
    @Override
    public long start(String jdk) throws InterruptedException {
        return host(jdk).process.pid();
    }

    /** What the host of a JDK says of itself: {@code feature}, {@code version}, {@code vendor}, {@code vmName}, {@code vmVersion}. */
    public JsonNode describe(String jdk) throws InterruptedException {
        return host(jdk).hello;
    }

    @Override
    public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) throws InterruptedException {
        List<String> archive = hosting.archive() == null ? List.of() : hosting.archive().args(cell.jdk(), args -> untimed(cell, args));
        Host host = host(cell.jdk()); // not before: the fork that makes the archive may end it
        long self = ProcessHandle.current().pid();
        MachineLoad before = MachineLoad.now(self, host.process.pid());
        long begin = System.nanoTime();
        JsonNode answer = answer(host, cell, request(cell, shape, host, archive, true), limitSeconds);
        double seconds = (System.nanoTime() - begin) / 1e9;
        MachineLoad after = MachineLoad.now(self, host.process.pid());
        ForkOutcome outcome = answer == null ? ForkOutcome.failed(Fork.Status.TIMEOUT, String.format(Locale.ROOT,
                        "did not return within %.0f s", limitSeconds))
                : answer == Host.END ? ForkOutcome.failed(Fork.Status.FAILED, "the process that ran JMH ended or sent what cannot be read")
                : outcome(answer, cell, shape);
        return outcome.meanwhile(seconds, MachineLoad.steal(before, after), MachineLoad.foreign(before, after));
    }

    private JsonNode answer(Host host, Cell cell, ObjectNode request, double limitSeconds) throws InterruptedException {
        host.send(request);
        JsonNode answer = null;
        try {
            answer = host.receive(limitSeconds);
        } finally {
            if (answer == null || answer == Host.END) {
                drop(cell.jdk());
            }
        }
        return answer;
    }

    /** Runs a fork for what its JVM does with these arguments; whether it failed, the next one will say. */
    private void untimed(Cell cell, List<String> args) throws InterruptedException {
        Host host = host(cell.jdk());
        answer(host, cell, request(cell, UNTIMED, host, args, false), UNTIMED.limit());
    }

    private ForkOutcome outcome(JsonNode answer, Cell cell, Shape shape) {
        if (!answer.path("status").asText().equals("ok")) {
            return ForkOutcome.failed(Fork.Status.FAILED, answer.path("reason").asText("no reason given"));
        }
        for (String field : ANSWERED) {
            if (!answer.has(field)) {
                throw new InputException(buildName() + ": its fork host answers in a form that this program does not know: no " + field);
            }
        }
        double[] iterations = numbers(answer.get("iterations"));
        for (double ns : iterations) {
            if (!(ns > 0) || Double.isInfinite(ns)) {
                return ForkOutcome.failed(Fork.Status.FAILED, "an iteration has no usable time (" + ns + ")");
            }
        }
        String mode = answer.get("mode").asText();
        String unit = answer.get("unit").asText();
        int operations = answer.get("opsPerInvocation").asInt();
        if (!mode.equals("avgt") || !unit.equals("ns/op") || operations != 1) {
            throw new InputException(cell.label() + ": asked for average time in ns of one operation, got mode " + mode + ", unit " + unit
                    + ", " + operations + " operations an invocation");
        }
        String ran = answer.get("jdkVersion").asText();
        if (!Integer.toString(Runtime.Version.parse(ran.replaceFirst("^1\\.", "")).feature()).equals(cell.jdk())) {
            throw new InputException(cell.label() + ": ran on JDK " + ran + " instead");
        }
        List<String> args = StreamSupport.stream(answer.get("jvmArgs").spliterator(), false).map(JsonNode::asText)
                .filter(arg -> PRIVATE.stream().noneMatch(arg::startsWith)).toList();
        SortedMap<String, double[]> counters = new TreeMap<>();
        answer.path("counters").properties().forEach(c -> counters.put(c.getKey(), numbers(c.getValue())));
        return new ForkOutcome(Fork.Status.OK, null, iterations, numbers(answer.get("bytesPerOp")),
                recompiled(answer, shape), counters, numbers(answer.path("speedNanos")), form(answer, cell),
                new Fork.Vm(answer.get("jmhVersion").asText(), ran, answer.get("vmName").asText(),
                        answer.get("vmVersion").asText(), args), 0, Double.NaN, Double.NaN);
    }

    /** What forks say that tell their code; of others, whether the compilers worked for a good part of the used iterations. */
    private static boolean recompiled(JsonNode answer, Shape shape) {
        if (answer.has("recompiled")) {
            return answer.get("recompiled").asBoolean();
        }
        double[] millis = numbers(answer.path("compileMillis"));
        double used = Arrays.stream(millis, Math.min(shape.warmup(), millis.length), millis.length).sum();
        return used / (shape.measured() * (double) shape.millis()) > COMPILED_SHARE;
    }

    private CompiledForm form(JsonNode answer, Cell cell) {
        if (!answer.has("form")) {
            return null; // a host of an older build
        }
        try {
            return Json.MAPPER.treeToValue(answer.get("form"), CompiledForm.class);
        } catch (JsonProcessingException e) {
            throw new InputException(cell.label() + ": its fork tells its form in a way that this program does not know", e);
        }
    }

    /** Numbers of an answer; what is none, as JMH's NaN, becomes NaN. */
    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToDouble(n -> n.asDouble(Double.NaN)).toArray();
    }

    private ObjectNode request(Cell cell, Shape shape, Host host, List<String> more, boolean timed) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("benchmark", cell.benchmark()).put("iterations", shape.total()).put("millis", shape.millis());
        request.put("warmup", shape.warmup());
        request.put("allocation", true); // hosts of older builds count it only if asked
        ObjectNode params = request.putObject("params");
        cell.params().forEach(params::put);
        ArrayNode args = request.putArray("jvmArgs");
        forkArgs(cell.heap()).forEach(args::add);
        if (host.protocol() >= ForkHost.SPEED_SINCE) {
            hosting.executorArgs().forEach(args::add);
        }
        hosting.forkArgs().apply(cell).forEach(args::add);
        more.forEach(args::add);
        if (host.protocol() >= ForkHost.FORM_SINCE) {
            boolean forms = timed && hosting.forms();
            if (forms || shape.counts()) {
                args.add(CompiledCode.QUICK);
            }
            request.put("forms", forms).put("count", shape.counts());
        }
        if (timed && hosting.turns() > 0) {
            request.put("turns", true);
            args.add("-D" + TurnProfiler.PORT_PROPERTY + "=" + hosting.turns());
        }
        return request;
    }

    private Host host(String jdk) throws InterruptedException {
        Host host = hosts.get(jdk);
        if (host != null && host.process.isAlive()) {
            return host;
        }
        Jdk home = jdks.get(jdk);
        if (home == null) {
            throw new InputException("JDK " + jdk + " is not among the JDKs of this run");
        }
        Host started;
        try {
            ProcessBuilder builder = new ProcessBuilder(home.java().toString(), "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                    "-Djmh.blackhole.mode=" + BLACKHOLE_MODE,
                    // The run as a whole holds JMH's lock, not each fork for itself.
                    "-Djmh.ignoreLock=true",
                    "-Djava.io.tmpdir=" + temp, "-cp", hosting.classPath(), hosting.host());
            // A JVM adds these to every command line; what ran would not be what was asked for.
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS").forEach(builder.environment()::remove);
            builder.environment().put(TurnProfiler.SECRET_VARIABLE, Turns.SECRET);
            builder.redirectError(new File(temp.toFile(), "host-" + jdk + ".err"));
            started = new Host(builder.start());
        } catch (IOException e) {
            throw InputException.because(home.java() + ": cannot be started", e);
        }
        JsonNode hello = started.receive(START_LIMIT_SECONDS);
        if (hello == null || !hello.path("status").asText().equals("hello")) {
            started.kill();
            throw new InputException(home.java() + ": the process that runs JMH did not start" + tail(jdk));
        }
        if (!hello.get("feature").asText().equals(jdk)) {
            started.kill();
            throw new InputException(home.java() + ": is JDK " + hello.get("feature").asText() + ", not " + jdk);
        }
        started.hello = hello;
        int protocol = started.protocol();
        if (protocol > ForkHost.PROTOCOL || hosting.turns() > 0 && protocol < ForkHost.TURNS_SINCE) {
            started.kill();
            throw new InputException(buildName() + ": its fork host speaks form " + protocol + (protocol > ForkHost.PROTOCOL
                    ? ", this program knows no later one than " + ForkHost.PROTOCOL : ", which cannot take turns"));
        }
        if (hosting.turns() > 0 && !hello.path("secret").asBoolean()) {
            Turns.withoutSecret(hosting.turns());
        }
        hosts.put(jdk, started);
        return started;
    }

    private String buildName() {
        return Path.of(hosting.classPath().split(File.pathSeparator)[0]).getFileName().toString();
    }

    private String tail(String jdk) {
        try (Stream<String> lines = Files.lines(temp.resolve("host-" + jdk + ".err"))) {
            return lines.filter(l -> l.matches("\\S.*")).reduce((a, b) -> b).map(l -> ": " + l).orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    private void drop(String jdk) {
        Host host = hosts.remove(jdk);
        if (host != null) {
            host.kill();
        }
    }

    /** Ends all hosts with their forks at once; may be called from another thread. */
    @Override
    public synchronized void close() {
        List.copyOf(hosts.values()).forEach(Host::kill);
        Disk.delete(temp);
    }

    /** A running host process. */
    private static final class Host {
        private static final JsonNode END = Json.MAPPER.createObjectNode().put("status", "end");

        private final Process process;
        private final Writer in;
        private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
        private JsonNode hello;

        Host(Process process) {
            this.process = process;
            this.in = process.outputWriter(StandardCharsets.UTF_8);
            Thread reader = new Thread(this::read, "answers of " + process.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    if (line.startsWith(ForkHost.PREFIX)) {
                        answers.add(Json.MAPPER.readTree(line.substring(ForkHost.PREFIX.length())));
                    }
                }
            } catch (IOException e) {
                // The end of the process, or an answer cut off by it.
            }
            answers.add(END);
        }

        /** Form of its answers; hosts from before the number was sent speak the first. */
        int protocol() {
            return hello.path("protocol").asInt(1);
        }

        void send(JsonNode request) {
            try {
                in.write(request + "\n");
                in.flush();
            } catch (IOException e) {
                // It ended; receive() will say so.
            }
        }

        /** The next answer; {@code null} if the time is over, {@link #END} if none can come any more. */
        JsonNode receive(double limitSeconds) throws InterruptedException {
            return answers.poll((long) (limitSeconds * 1000), TimeUnit.MILLISECONDS);
        }

        void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
