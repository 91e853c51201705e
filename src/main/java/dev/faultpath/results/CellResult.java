package dev.faultpath.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What a run found for one cell: one benchmark method with one set of parameter values on one JDK.
 *
 * @param benchmark       qualified class name, a dot, and the method
 * @param params          parameter values by name
 * @param jdk             feature version of the JDK, such as {@code "17"}
 * @param jdkVersion      full version of the JDK the forks ran on
 * @param jvmArgs         arguments of the forks, without any path
 * @param warmup          number of iterations before the used ones
 * @param measured        number of used iterations
 * @param iterationMillis length of each, milliseconds
 * @param forks           all forks in order of time, also those that do not count
 * @param smaller         instructions at other sizes, where an operation is too long to be counted; else empty
 */
public record CellResult(String benchmark, SortedMap<String, String> params, String jdk, String jmhVersion, String jdkVersion,
                         String vmName, String vmVersion, List<String> jvmArgs, int warmup, int measured, int iterationMillis,
                         List<Fork> forks, List<SizedCount> smaller) implements CellName {
    /** The parameter that holds the number of 4 KiB pages an operation handles. */
    public static final String PAGES = "pages";

    /** Most that the harness itself allocates in an iteration, bytes: twice what it was seen to. */
    private static final double HARNESS_BYTES = 12 * 1024;

    /** Share of flagged forks from which a cell is said not to have settled. */
    private static final double MANY_FLAGGED = 1.0 / 3;

    /** Share of its good forks that one compiled form must have to stand for a cell alone; our own choice, made before any run. */
    public static final double ONE_FORM = 0.8;

    /** Order of the result files: question, benchmark, parameters, JDK. */
    public static final Comparator<CellResult> ORDER = Comparator
            .comparing((CellResult c) -> c.question().map(Question::name).orElse("~"))
            .thenComparing(CellResult::benchmarkClass)
            .thenComparing(c -> c.params, CellResult::compareParams)
            .thenComparing(CellResult::benchmark)
            .thenComparing(CellResult::jdk);

    static int pages(Map<String, String> params) {
        try {
            return Integer.parseInt(params.getOrDefault(PAGES, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** A cell that was not counted at smaller sizes. */
    public CellResult(String benchmark, SortedMap<String, String> params, String jdk, String jmhVersion, String jdkVersion, String vmName,
                      String vmVersion, List<String> jvmArgs, int warmup, int measured, int iterationMillis, List<Fork> forks) {
        this(benchmark, params, jdk, jmhVersion, jdkVersion, vmName, vmVersion, jvmArgs, warmup, measured, iterationMillis, forks,
                List.of());
    }

    public CellResult withForks(List<Fork> others) {
        return new CellResult(benchmark, params, jdk, jmhVersion, jdkVersion, vmName, vmVersion, jvmArgs, warmup, measured, iterationMillis,
                List.copyOf(others), smaller);
    }

    /** The same, counted at smaller sizes. */
    public CellResult withSmaller(List<SizedCount> counts) {
        return new CellResult(benchmark, params, jdk, jmhVersion, jdkVersion, vmName, vmVersion, jvmArgs, warmup, measured, iterationMillis,
                forks, List.copyOf(counts));
    }

    /**
     * The cell once for each compiled form that its forks have, the form of most forks first: forks of different forms are different
     * things, and no value of both together means anything. The number of instructions decides what is one form; forks whose form was
     * never counted stand by its id. Where none was counted, or operations differ, there is nothing to tell forks apart by.
     *
     * @return at least one; forks that do not count stay with the first
     */
    public List<CellResult> byForm() {
        List<List<Fork>> forms = formsOf(counting());
        return counts().isEmpty() || forms.size() < 2 ? List.of(this)
                : IntStream.range(0, forms.size()).mapToObj(i -> i == 0 ? withForm(forms.get(0)) : withForks(forms.get(i))).toList();
    }

    /**
     * Some forks by their compiled form, that of most forks first. Where nothing was counted, as where a system forbids it, each id is a
     * form, though it stands for code too that no operation reaches; of what was counted at smaller sizes, ids tell too little.
     */
    private List<List<Fork>> formsOf(List<Fork> some) {
        Map<String, Double> counts = counts();
        boolean one = counts.isEmpty() && !smaller.isEmpty() || varies();
        Map<String, List<Fork>> forms = new LinkedHashMap<>();
        for (Fork fork : some) {
            String id = one || fork.form() == null ? "" : fork.form().id();
            Double count = one ? null : fork.form() != null && fork.form().counted() ? fork.form().instructions() : counts.get(id);
            forms.computeIfAbsent(count == null ? id : count.toString(), k -> new ArrayList<>()).add(fork);
        }
        return forms.values().stream().sorted(Comparator.comparingInt(f -> -f.size())).toList();
    }

    /** Whether operations of one fork differ from each other, so that forks cannot be told apart by their counts. */
    public boolean varies() {
        return forks.stream().anyMatch(f -> f.form() != null && f.form().varies());
    }

    /** The cell with the forks of one form, and those that do not count. */
    private CellResult withForm(List<Fork> form) {
        return withForks(forks.stream().filter(f -> !f.counts() || form.contains(f)).toList());
    }

    /**
     * The cell once for each compiled form that a verdict has to heed: with the forks of one alone where at least {@link #ONE_FORM} of the
     * good ones have it, else {@link #byForm()}. Forks are told apart by their code, never by their time.
     */
    public List<CellResult> deciding() {
        List<Fork> unflagged = unflagged();
        List<List<Fork>> forms = formsOf(unflagged);
        return forms.isEmpty() || forms.get(0).size() < ONE_FORM * unflagged.size() ? byForm()
                : List.of(withForm(formsOf(counting()).stream().filter(f -> f.contains(forms.get(0).get(0))).findFirst().orElseThrow()));
    }

    /** How many compiled forms its forks have, as far as a verdict has to heed them. */
    public int forms() {
        return forms(deciding());
    }

    private static int forms(List<CellResult> deciding) {
        return deciding.size() > 1 ? deciding.size() : deciding.get(0).formsOf(deciding.get(0).counting()).size();
    }

    /** Good forks that a verdict leaves out, as they ran another compiled form than nearly all. */
    public int leftOut() {
        List<CellResult> deciding = deciding();
        return forms(deciding) > 1 ? 0 : unflagged().size() - deciding.get(0).unflagged().size();
    }

    /** The cell with the forks of the form that most of them have: what stands for it where one value has to. */
    public CellResult mainForm() {
        return byForm().get(0);
    }

    /** The forks that a verdict may rest on: those that count, have no flag, and the form that decides, or that most of them have. */
    public List<Fork> good() {
        return deciding().get(0).unflagged();
    }

    /** Forks that count and have no flag. */
    public List<Fork> unflagged() {
        return counting().stream().filter(f -> f.flags().isEmpty()).toList();
    }

    /** Instructions of an operation by the id of a form, of the forms that were counted. */
    public Map<String, Double> counts() {
        Map<String, Double> counts = new TreeMap<>();
        for (Fork fork : forks) {
            if (fork.form() != null && fork.form().counted()) {
                counts.putIfAbsent(fork.form().id(), fork.form().instructions());
            }
        }
        return counts;
    }

    /**
     * Instructions of an operation; empty if they are not known, or not of one form. They are exact however busy the machine is: a fork
     * whose time does not count tells them too, where it has the form of those that do.
     */
    public OptionalDouble instructions() {
        if (!smaller.isEmpty()) {
            return SizedCount.known(smaller) ? OptionalDouble.of(SizedCount.at(pages(), smaller)) : OptionalDouble.empty();
        }
        List<Fork> counted = forks.stream().filter(f -> f.form() != null && f.form().counted()).toList();
        if (counted.stream().anyMatch(Fork::counts)) {
            counted = counted.stream().filter(Fork::counts).toList();
        } else if (!counting().isEmpty()) {
            Set<String> forms = counting().stream().filter(f -> f.form() != null).map(f -> f.form().id()).collect(Collectors.toSet());
            counted = counted.stream().filter(f -> forms.contains(f.form().id())).toList();
        }
        double[] counts = counted.stream().mapToDouble(f -> f.form().instructions()).toArray();
        boolean one = varies() || Arrays.stream(counts).distinct().count() == 1;
        return counts.length == 0 || !one || byForm().size() > 1 ? OptionalDouble.empty() : OptionalDouble.of(StatUtils.mean(counts));
    }

    /** Whether there are forks that count, and the value of each is above 0. */
    public boolean usable() {
        double[] scores = scores();
        return scores.length > 0 && Arrays.stream(scores).allMatch(s -> s > 0 && !Double.isInfinite(s));
    }

    /** Forks that count and had not settled: they still moved, or their code was still being compiled. */
    public long flagged() {
        return counting().stream().filter(f -> f.flags().contains(Fork.TREND) || f.flags().contains(Fork.COMPILED)).count();
    }

    /** Forks that count although the machine was busy. */
    public long noisy() {
        return counting().stream().filter(f -> f.flags().contains(Fork.NOISY)).count();
    }

    /** Whether so many had not that the cell is said not to have. */
    public boolean unsettled() {
        return flagged() > 0 && flagged() >= counting().size() * MANY_FLAGGED;
    }

    /** Feature versions of the JDKs of some cells, in order. */
    public static List<String> jdks(List<CellResult> cells) {
        return cells.stream().map(CellResult::jdk).distinct().sorted(Comparator.comparing(String::length).thenComparing(j -> j)).toList();
    }

    /** The forks that count, in order of time. */
    public List<Fork> counting() {
        return forks.stream().filter(Fork::counts).toList();
    }

    /** Values of the forks that count, ns per operation, in order of time. */
    public double[] scores() {
        return counting().stream().mapToDouble(Fork::score).toArray();
    }

    /**
     * Bytes that the benchmark allocates per operation: the median over the forks that count; empty if none counted it.
     *
     * <p>JMH's counter also sees what the harness allocates around an iteration. Where that alone explains the count the answer is 0: our
     * own rule; the file has the count itself as {@code gc.alloc.rate.norm}.
     */
    public Optional<Double> bytesPerOp() {
        double[] bytes = counting().stream().filter(f -> f.bytesPerOp() != null)
                .mapToDouble(f -> f.bytesPerOp() <= harnessBytesPerOp(iterationMillis, f.score()) ? 0 : f.bytesPerOp()).toArray();
        return bytes.length == 0 ? Optional.empty() : Optional.of(StatUtils.percentile(bytes, 50));
    }

    /** What the benchmark itself counted, by name: sums over the forks that count; empty if it counts nothing. */
    public SortedMap<String, Double> counters() {
        SortedMap<String, Double> sums = new TreeMap<>();
        counting().forEach(f -> f.counters().forEach((name, count) -> sums.merge(name, count, Double::sum)));
        return sums;
    }

    /**
     * Most bytes per operation that the harness itself can have allocated.
     *
     * @param millis length of an iteration, milliseconds
     * @param score  ns per operation
     */
    public static double harnessBytesPerOp(int millis, double score) {
        return HARNESS_BYTES / (millis * 1e6 / score);
    }

    /**
     * A cell's name in one line, such as {@code OwnerComparisonBenchmark.ownerId{pages=512} on JDK 17}.
     *
     * @param benchmark qualified class name, a dot, and the method
     */
    public static String label(String benchmark, Map<String, String> params, String jdk) {
        return label(benchmark, params) + " on JDK " + jdk;
    }

    /** The same without a JDK. */
    public static String label(String benchmark, Map<String, String> params) {
        String simple = benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
        String values = new TreeMap<>(params).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
        return simple + (values.isEmpty() ? "" : "{" + values + "}");
    }

    /**
     * Cells of one group are compared with each other, block by block: those of one JDK and class with the same parameters but the
     * design. Where a parameter names the design, methods are different work and never stand in one group.
     *
     * @param jdk            feature version
     * @param benchmarkClass simple class name
     * @param work           name of the method where a parameter names the design, else empty
     * @param params         parameter values but the design
     */
    public record Group(String jdk, String benchmarkClass, String work, SortedMap<String, String> params) {
        /** The group of a cell; {@code benchmark} is a qualified class name, a dot, and the method. */
        public static Group of(String benchmark, Map<String, String> params, String jdk) {
            String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
            String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
            SortedMap<String, String> rest = new TreeMap<>(params);
            boolean named = rest.remove(Design.PARAMETER) != null && !Design.isControl(method);
            return new Group(jdk, type.substring(type.lastIndexOf('.') + 1), named ? method : "", rest);
        }

        /** The question of the benchmark, if the registry knows it. */
        public Optional<Question> question() {
            return Question.ofBenchmark(benchmarkClass);
        }

        public Group without(String... parameters) {
            SortedMap<String, String> rest = new TreeMap<>(params);
            rest.keySet().removeAll(List.of(parameters));
            return new Group(jdk, benchmarkClass, work, rest);
        }

        public Group with(String parameter, String value) {
            SortedMap<String, String> other = new TreeMap<>(params);
            other.put(parameter, value);
            return new Group(jdk, benchmarkClass, work, other);
        }

        /** The work, where it has a name, and the parameters as {@code name=value}, with blanks between; empty if there is neither. */
        public String parameters() {
            return Stream.concat(Stream.of(work).filter(w -> !w.isEmpty()), params.entrySet().stream()
                    .map(e -> e.getKey() + "=" + e.getValue())).collect(Collectors.joining(" "));
        }

        /**
         * Whether a control of the other group belongs to this one too: a control may lack parameters that the designs beside
         * it have, and then stands beside all their values.
         */
        public boolean covers(Group control) {
            return !equals(control) && jdk.equals(control.jdk) && benchmarkClass.equals(control.benchmarkClass)
                    && params.entrySet().containsAll(control.params.entrySet());
        }
    }

    /** Order of parameter sets: by name and value, numbers by size, so that 16 comes before 512. */
    public static int compareParams(SortedMap<String, String> a, SortedMap<String, String> b) {
        return Arrays.compare(flat(a), flat(b), CellResult::compareValues);
    }

    private static int compareValues(String a, String b) {
        if (a.matches("\\d{1,18}") && b.matches("\\d{1,18}")) {
            return Long.compare(Long.parseLong(a), Long.parseLong(b));
        }
        return a.compareTo(b);
    }

    private static String[] flat(SortedMap<String, String> map) {
        return map.entrySet().stream().flatMap(e -> Stream.of(e.getKey(), e.getValue())).toArray(String[]::new);
    }
}
