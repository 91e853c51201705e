package dev.faultpath.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.populate.DeviceEntries;
import dev.faultpath.design.populate.PfnPopulation;
import dev.faultpath.design.registry.OwnerRegistry;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.model.DevicePageTable;
import dev.faultpath.operations.BenchmarkRun;
import dev.faultpath.results.CTwin;
import dev.faultpath.results.Question;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What every benchmark class has to keep, whatever its question. Classes are found, not listed. */
class BenchmarkContractTest {
    private static final List<String> COMMENT_PARTS = List.of("Question", "Kernel counterpart", "Designs", "Prediction", "Controls",
            "Not measured", "Result");
    /** Results that are turned into the words that a checksum is pinned of; see {@link #words}. */
    private static final String WITH_WORDS = "the words, long[], or a PfnPopulation or DeviceEntries beside a parameter 'pages'; any other"
            + " type has to be added to words()";
    /** The benchmark that also takes where a fault is taken for a design. */
    private static final String RESTART = "WalkRestartBenchmark";
    private static final List<String> SHAPES = Stream.of(FaultShape.values()).map(s -> BenchmarkClass.dashed(s.name())).toList();
    /** The control of the harness itself: its methods are no designs of one question and share no sink. */
    private static final String HARNESS = "HarnessBaselineBenchmark";

    static List<BenchmarkClass> benchmarks() {
        return BenchmarkClass.all();
    }

    static Stream<BenchmarkClass> questions() {
        return benchmarks().stream().filter(b -> !b.type().getSimpleName().equals(HARNESS));
    }

    /** Registries differ in what they grant, and so have no answer in common; their own contract test has to do. */
    static Stream<BenchmarkClass> questionsOfTheSameAnswer() {
        // Registries and device tables are no words; what they must hold is asserted where their states are tested.
        Set<Class<?>> wordless = Set.of(OwnerRegistry.class, DevicePageTable.class);
        return questions().filter(b -> b.designMethods().stream().noneMatch(m -> wordless.contains(m.getReturnType())));
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void everyParameterBuildsItsStates(BenchmarkClass benchmark) {
        assumeCompiler(benchmark);
        for (Map<String, String> params : benchmark.combinations()) {
            try (BenchmarkRun run = new BenchmarkRun(params)) {
                for (Method method : benchmark.methods()) {
                    assertThat(run.call(method)).as("%s %s", method, params).isNotNull();
                }
            }
        }
    }

    @Test
    void thereAreBenchmarks() {
        assertThat(benchmarks()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void measuresAverageTimeInNanoseconds(BenchmarkClass benchmark) {
        Class<?> type = benchmark.type();
        assertThat(type.getAnnotation(BenchmarkMode.class)).isNotNull();
        assertThat(type.getAnnotation(BenchmarkMode.class).value()).containsExactly(Mode.AverageTime);
        assertThat(type.getAnnotation(OutputTimeUnit.class)).isNotNull();
        assertThat(type.getAnnotation(OutputTimeUnit.class).value()).isEqualTo(TimeUnit.NANOSECONDS);
        assertThat(type.isAnnotationPresent(OperationsPerInvocation.class)).isFalse();
        for (Method method : benchmark.methods()) {
            assertThat(method.isAnnotationPresent(BenchmarkMode.class)).as(method.getName()).isFalse();
            assertThat(method.isAnnotationPresent(OutputTimeUnit.class)).as(method.getName()).isFalse();
            assertThat(method.isAnnotationPresent(OperationsPerInvocation.class)).as(method.getName()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void pinsTheJvmOfItsForks(BenchmarkClass benchmark) {
        assertThat(benchmark.type().getDeclaredAnnotations()).as("what SuiteBenchmark does not say for all")
                .allMatch(a -> a instanceof Fork own && List.of(SuiteBenchmark.COMPILE_SOON, SuiteBenchmark.LOOP_LATE)
                        .containsAll(List.of(own.jvmArgsAppend())));
        Fork fork = SuiteBenchmark.class.getAnnotation(Fork.class);
        assertThat(fork).isNotNull();
        assertThat(fork.jvmArgs()).contains(SuiteBenchmark.MIN_HEAP, SuiteBenchmark.MAX_HEAP, SuiteBenchmark.COLLECTOR,
                SuiteBenchmark.TOUCH, SuiteBenchmark.NO_ASSERTIONS);
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void hasNoStaticInput(BenchmarkClass benchmark) {
        for (Class<?> state : benchmark.states()) {
            for (Field field : state.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) || field.isSynthetic()) {
                    continue;
                }
                // A private number or text of a state's builder, such as a seed, is not seen by what is measured.
                boolean builders = state != benchmark.type() && Modifier.isPrivate(field.getModifiers())
                        && Modifier.isFinal(field.getModifiers()) && (field.getType().isPrimitive() || field.getType() == String.class);
                assertThat(builders).as("%s is static", field).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void setsNothingUpAroundAnInvocation(BenchmarkClass benchmark) {
        for (Class<?> state : benchmark.states()) {
            for (Method fixture : BenchmarkClass.fixtures(state)) {
                Setup setup = fixture.getAnnotation(Setup.class);
                TearDown tearDown = fixture.getAnnotation(TearDown.class);
                assertThat(setup != null ? setup.value() : tearDown.value()).as(fixture.toString()).isNotEqualTo(Level.Invocation);
            }
        }
    }

    /** JMH sees neither the annotation nor the fields of a superclass: what is counted there is lost without a word. */
    @ParameterizedTest
    @MethodSource("benchmarks")
    void countersAreNotInherited(BenchmarkClass benchmark) {
        for (Class<?> state : benchmark.states()) {
            boolean counts = state.isAnnotationPresent(AuxCounters.class) || state.getSuperclass().isAnnotationPresent(AuxCounters.class);
            assertThat(counts && state.getSuperclass() != Object.class).as("%s inherits counters", state).isFalse();
        }
    }

    /** JMH makes an object of a thread's state for each place that takes it: what two places share must not be a thread's. */
    @ParameterizedTest
    @MethodSource("benchmarks")
    void sharesNoStateOfAThread(BenchmarkClass benchmark) {
        for (Method method : benchmark.methods()) {
            Map<Class<?>, Integer> places = new HashMap<>();
            count(method, places, new LinkedHashSet<>());
            places.forEach((state, count) -> {
                if (state.getAnnotation(State.class).value() == Scope.Thread) {
                    assertThat(count).as("%s takes %s in %d places", method.getName(), state.getSimpleName(), count).isEqualTo(1);
                }
            });
        }
    }

    private static void count(Method method, Map<Class<?>, Integer> places, Set<Class<?>> seen) {
        for (Class<?> argument : method.getParameterTypes()) {
            if (argument.isAnnotationPresent(State.class)) {
                places.merge(argument, 1, Integer::sum);
                if (seen.add(argument)) {
                    Set<Class<?>> inOneFixture = new LinkedHashSet<>();
                    for (Method fixture : BenchmarkClass.fixtures(argument)) {
                        inOneFixture.addAll(List.of(fixture.getParameterTypes()));
                    }
                    for (Class<?> needed : inOneFixture) {
                        if (needed.isAnnotationPresent(State.class)) {
                            places.merge(needed, 1, Integer::sum);
                        }
                    }
                }
            }
        }
    }

    /** Designs are compared in one sink, which their results reach by being returned: the pfn table, or what stands for it. */
    @ParameterizedTest
    @MethodSource("questions")
    void hasOneKindOfSink(BenchmarkClass benchmark) {
        Set<Class<?>> sinks = new LinkedHashSet<>();
        benchmark.designMethods().forEach(m -> sinks.add(m.getReturnType()));
        assertThat(sinks).as("what the designs' methods of %s return: all the same, %s", benchmark, WITH_WORDS).hasSize(1)
                .allMatch(s -> !s.isPrimitive());
        for (Method method : benchmark.methods()) {
            assertThat(method.getReturnType()).as(method.getName()).isNotEqualTo(void.class);
            assertThat(method.getParameterTypes()).as(method.getName()).doesNotContain(Blackhole.class);
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void hasAControl(BenchmarkClass benchmark) throws IOException {
        String comment = classComment(benchmark.type());
        String controls = comment.substring(comment.indexOf("<b>Controls</b>"), comment.indexOf("<b>Not measured</b>"));
        assertThat(controls).as("a control of its own, or another benchmark that serves as one").containsPattern("#baseline|Benchmark}");
        for (Method method : benchmark.methods()) {
            if (BenchmarkClass.isControl(method.getName())) {
                assertThat(controls).contains(method.getName());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void statesItsParameters(BenchmarkClass benchmark) {
        benchmark.params().forEach((name, values) -> {
            assertThat(values).as(name).isNotEmpty().doesNotHaveDuplicates();
            assertThat(values).as(name).allMatch(v -> v.matches("[A-Za-z0-9][A-Za-z0-9:._-]*"));
        });
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void explainsItselfInOrder(BenchmarkClass benchmark) throws IOException {
        String comment = classComment(benchmark.type());
        int at = -1;
        for (String part : COMMENT_PARTS) {
            int next = comment.indexOf("<b>" + part + "</b>");
            assertThat(next).as("%s in the comment of %s, after the part before it", part, benchmark).isGreaterThan(at);
            at = next;
        }
        String result = comment.substring(at);
        assertThat(result).contains("results/").doesNotContainPattern("[0-9]");
        String prediction = comment.substring(comment.indexOf("<b>Prediction</b>"), comment.indexOf("<b>Controls</b>"));
        assertThat(prediction).as("what would refute the prediction, or void the run").containsPattern("[Rr]efuted|is void");
    }

    @ParameterizedTest
    @MethodSource("questions")
    void namesItsDesignsInItsComment(BenchmarkClass benchmark) throws IOException {
        String comment = classComment(benchmark.type());
        String designs = comment.substring(comment.indexOf("<b>Designs</b>"), comment.indexOf("<b>Prediction</b>"));
        for (Class<?> state : benchmark.states()) {
            designs += designs.contains("those of {@link " + state.getSimpleName() + "}") ? classComment(state) : "";
        }
        Set<String> known = new LinkedHashSet<>();
        DesignsOnClassPath.questions().forEach(q -> known.addAll(DesignsOnClassPath.names(q)));
        for (String measured : benchmark.measured()) {
            if (known.contains(measured) && !benchmark.params().keySet().contains(measured)) {
                assertThat(designs).as(measured).containsPattern("(?<![a-z-])" + measured + "(?![a-z-])");
            }
        }
    }

    private static String classComment(Class<?> type) throws IOException {
        String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        String source = Files.readString(Path.of(file));
        int start = source.lastIndexOf("/**", source.indexOf("public class " + type.getSimpleName()));
        assertThat(start).as("class comment of %s", type).isPositive();
        return source.substring(start, source.indexOf("*/", start));
    }

    private static String question(BenchmarkClass benchmark) {
        return Question.ofBenchmark(benchmark.toString()).map(Question::name).orElse("none");
    }

    private static List<BenchmarkClass> benchmarksWithDesigns(String question) {
        return benchmarks().stream().filter(b -> question(b).equals(question))
                .filter(b -> b.params().containsKey(BenchmarkClass.DESIGN_PARAM)).toList();
    }

    @Test
    void everyDesignIsMeasured() {
        List<String> missing = new ArrayList<>();
        for (Class<?> type : DesignsOnClassPath.questions()) {
            List<BenchmarkClass> benchmarks = benchmarksWithDesigns(DesignsOnClassPath.question(type));
            for (String design : DesignsOnClassPath.names(type)) {
                if (benchmarks.stream().noneMatch(b -> b.params().get(BenchmarkClass.DESIGN_PARAM).contains(design))) {
                    missing.add("design '" + design + "' of " + type.getSimpleName() + " is on the class path and measured by nobody: "
                            + (benchmarks.isEmpty() ? "no benchmark of " + DesignsOnClassPath.question(type) + " yet"
                                    : "add it to the @Param design of one of " + benchmarks));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyDesignThatIsNamedExists() {
        List<String> unknown = new ArrayList<>();
        for (BenchmarkClass benchmark : benchmarks()) {
            List<Class<?>> types = DesignsOnClassPath.questions().stream()
                    .filter(t -> DesignsOnClassPath.question(t).equals(question(benchmark))).toList();
            Set<String> known = new LinkedHashSet<>(benchmark.toString().equals(RESTART) ? SHAPES : List.of());
            types.forEach(t -> known.addAll(DesignsOnClassPath.names(t)));
            for (String named : benchmark.params().getOrDefault(BenchmarkClass.DESIGN_PARAM, List.of())) {
                if (!types.isEmpty() && !known.contains(named)) {
                    unknown.add(benchmark + ": @Param design names '" + named + "', and no class of that name implements one of "
                            + types.stream().map(Class::getSimpleName).toList());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyInterfaceOfDesignsHasAQuestionAndABenchmark() {
        for (Class<?> type : DesignsOnClassPath.questions()) {
            String question = DesignsOnClassPath.question(type);
            assertThat(benchmarksWithDesigns(question)).as("benchmarks of %s, the question of %s, with a parameter 'design'", question,
                    type.getSimpleName()).isNotEmpty();
        }
    }

    @Test
    void jmhKnowsEveryBenchmark() throws IOException {
        try (InputStream in = BenchmarkContractTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
            assertThat(in).as("the list that JMH's annotation processor writes").isNotNull();
            String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (BenchmarkClass benchmark : benchmarks()) {
                for (Method method : benchmark.methods()) {
                    String entry = benchmark.type().getPackageName() + ".jmh_generated." + benchmark + "_" + method.getName() + "_jmhTest";
                    // The list is too long for a failure message.
                    assertThat(list.contains(entry)).as(entry).isTrue();
                }
            }
        }
    }

    /**
     * On every combination of parameters each design leaves what is pinned, once and again. One checksum is pinned for all
     * designs; a design that answers differently by intention, as an engine without callback does, has one by its name. What
     * was found is written under {@code target/checksums}, to be compared and copied when a state was changed on purpose.
     */
    @ParameterizedTest
    @MethodSource("questionsOfTheSameAnswer")
    void everyDesignLeavesThePinnedChecksum(BenchmarkClass benchmark) throws IOException {
        assumeCompiler(benchmark);
        Map<String, Map<String, String>> found = new TreeMap<>();
        for (Map<String, String> params : benchmark.combinations()) {
            Map<String, String> byDesign = found.computeIfAbsent(key(params), k -> new TreeMap<>());
            try (BenchmarkRun run = new BenchmarkRun(params)) {
                for (Method method : benchmark.designMethods()) {
                    for (String design : designs(benchmark)) {
                        run.param(BenchmarkClass.DESIGN_PARAM, design);
                        forgetDesign(benchmark, run);
                        String checksum = checksum(run.call(method), params);
                        String again = checksum(run.call(method), params);
                        String name = design.isEmpty() ? BenchmarkClass.kebab(method.getName()) : design;
                        assertThat(again).as("%s %s %s, called again", benchmark, name, params).isEqualTo(checksum);
                        byDesign.put(name, checksum);
                    }
                }
            }
        }
        write(benchmark, found);
        Map<String, String> pinned = pinned(benchmark.toString());
        assertThat(pinned.keySet().stream().map(k -> k.replaceAll(" .*", ""))).as("pinned combinations")
                .containsAll(found.keySet()).allMatch(found::containsKey);
        found.forEach((key, byDesign) -> byDesign.forEach((design, checksum) ->
                assertThat(checksum).as("%s %s %s", benchmark, design, key)
                        .isEqualTo(pinned.getOrDefault(key + " " + design, pinned.get(key)))));
    }

    /** What is pinned for a benchmark of the C pair is what is pinned for that of Java with the same parameters and design. */
    @ParameterizedTest
    @MethodSource("benchmarksInC")
    void pinnedChecksumsOfCAreThoseOfJava(BenchmarkClass benchmark) throws IOException {
        Map<String, Set<String>> java = new TreeMap<>();
        pinned(benchmark.toString().substring(1)).forEach((cell, checksum) -> {
            Map<String, String> params = params(cell);
            if (CTwin.knows(params)) {
                java.computeIfAbsent(key(CTwin.params(params)) + cell.replaceFirst("[^ ]+", ""), t -> new TreeSet<>()).add(checksum);
            }
        });
        pinned(benchmark.toString()).forEach((cell, checksum) -> assertThat(java.get(cell.replace("build=retpoline", "build=plain")))
                .as("%s %s", benchmark, cell).containsExactly(checksum));
    }

    static Stream<BenchmarkClass> benchmarksInC() {
        return questions().filter(b -> Question.inC(b.toString()));
    }

    private static Map<String, String> params(String cell) {
        return Stream.of(cell.replaceFirst(" .*", "").split(",")).map(p -> p.split("=")).collect(Collectors.toMap(p -> p[0], p -> p[1]));
    }

    /** Without a compiler what needs one is skipped, and says why. */
    private static void assumeCompiler(BenchmarkClass benchmark) {
        assumeTrue(!Question.inC(benchmark.toString()) || CLibrary.missing().isEmpty(),
                () -> "the C pair: " + CLibrary.missing().orElse(""));
    }

    private static List<String> designs(BenchmarkClass benchmark) {
        List<String> designs = benchmark.params().getOrDefault(BenchmarkClass.DESIGN_PARAM, List.of(""));
        return designs.stream().filter(d -> !BenchmarkClass.isControl(d)).toList();
    }

    /** States that have the design for a parameter, or are built from one that has, are not the next design's. */
    private static void forgetDesign(BenchmarkClass benchmark, BenchmarkRun run) {
        for (Class<?> state : benchmark.states()) {
            boolean own = BenchmarkRun.paramFields(state).stream().anyMatch(f -> f.getName().equals(BenchmarkClass.DESIGN_PARAM));
            if (own) {
                run.forget(state);
            }
        }
    }

    private static String key(Map<String, String> params) {
        List<String> parts = new ArrayList<>();
        new TreeMap<>(params).forEach((name, value) -> parts.add(name + "=" + value));
        return parts.isEmpty() ? "-" : String.join(",", parts);
    }

    /** A polynomial over the words of the sink, which is cleared, so that what the next design does not write is seen. */
    private static String checksum(Object sink, Map<String, String> params) {
        long[] words = words(sink, params);
        long sum = words.length;
        for (long word : words) {
            sum = Long.rotateLeft(sum, 5) * 0x9E3779B97F4A7C15L + word;
        }
        Arrays.fill(words, 0);
        return Long.toHexString(sum);
    }

    private static long[] words(Object sink, Map<String, String> params) {
        if (sink instanceof CWorld world) {
            long[] words = world.words();
            world.words(new long[words.length]); // cleared, as others are by the caller
            return words;
        }
        if (sink instanceof long[] words) {
            return words;
        }
        boolean known = sink instanceof PfnPopulation || sink instanceof DeviceEntries;
        assertThat(known && params.containsKey("pages")).as("words of a %s of %s: return %s", sink.getClass().getSimpleName(), params,
                WITH_WORDS).isTrue();
        long[] words = new long[Integer.parseInt(params.get("pages"))];
        if (sink instanceof PfnPopulation population) {
            population.expand(words);
        } else {
            Arrays.setAll(words, ((DeviceEntries) sink)::entry);
        }
        return words;
    }

    /** Lines of the pinned file: the combination, the design if it is one with its own answer, the checksum. */
    private static Map<String, String> pinned(String benchmark) throws IOException {
        Map<String, String> pinned = new TreeMap<>();
        try (InputStream in = BenchmarkContractTest.class.getResourceAsStream(benchmark + ".checksums")) {
            assertThat(in).as("pinned checksums of %s: see target/checksums", benchmark).isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int space = line.lastIndexOf(' ');
                assertThat(pinned.put(line.substring(0, space), line.substring(space + 1))).as(line).isNull();
            }
        }
        return pinned;
    }

    private static void write(BenchmarkClass benchmark, Map<String, Map<String, String>> found) throws IOException {
        StringBuilder text = new StringBuilder();
        found.forEach((key, byDesign) -> {
            String common = byDesign.values().stream().max(Comparator.comparingInt(sum -> Collections.frequency(byDesign.values(), sum)))
                    .orElseThrow();
            text.append(key).append(' ').append(common).append('\n');
            byDesign.forEach((design, sum) -> {
                if (!sum.equals(common)) {
                    text.append(key).append(' ').append(design).append(' ').append(sum).append('\n');
                }
            });
        });
        Path folder = Files.createDirectories(Path.of("target", "checksums"));
        Files.writeString(folder.resolve(benchmark + ".checksums"), text);
    }
}
