package dev.faultpath.results;

import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The questions of the suite and, for each, the benchmark classes that answer it and the design that others are compared with. No other
 * place ties a class name to a question; the runner takes the classes that are on the class path.
 */
public enum Question {
    /** What the harness itself costs: the floor under every other number, and the control of every block. */
    Q0("harness baseline", "baseline", new Answer("HarnessBaselineBenchmark", null)),
    /** How a virtual range is turned into its leaf entries; also how the VMA of an address is found. */
    Q1("range walk", "walk",
            new Answer("RangeWalkBenchmark", "callback-radix"), new Answer("WalkRestartBenchmark", "record-rewalk"),
            new Answer("VmaLookupBenchmark", "sorted-array"), new Answer("CRangeWalkBenchmark", "callback-radix")),
    /** How answers reach the caller. */
    Q2("pfn population", "populate",
            new Answer("PfnPopulationBenchmark", "word-per-page"), new Answer("PfnConsumptionBenchmark", "word-per-page"),
            new Answer("RequestScanBenchmark", "per-word"), new Answer("BatchSizeBenchmark", null),
            new Answer("CPfnPopulationBenchmark", "word-per-page")),
    /** What is compared for each device-private page. */
    Q3("owner comparison", "owner", new Answer("OwnerComparisonBenchmark", "owner-pointer"),
            new Answer("COwnerComparisonBenchmark", "owner-pointer")),
    /** Who answers when the owner does not match. */
    Q4("pagemap callback", "callback", new Answer("PagemapCallbackBenchmark", "none"),
            new Answer("CPagemapCallbackBenchmark", "none")),
    /** What makes a cached answer safe to use. */
    Q5("cache revalidation", "revalidate",
            new Answer("CacheRevalidationBenchmark", "recheck-under-lock"),
            new Answer("RevalidationProtocolBenchmark", "recheck-under-lock"),
            new Answer("ContendedRevalidationBenchmark", "recheck-under-lock"),
            new Answer("FalseRetriesBenchmark", null), new Answer("TearDownBenchmark", "recheck-under-lock")),
    /** What share of a whole fault the check and each stage has. */
    Q6("whole fault", "fault", new Answer("FaultPathBenchmark", "owner-only", "full")),
    /** How owners are assigned. */
    Q7("owner registry", "registry",
            new Answer("OwnerRegistryBenchmark", "greedy-groups"), new Answer("RegroupingRegistryBenchmark", "greedy-groups")),
    /** What a "no" costs. */
    Q8("migration", "migrate", new Answer("MigrationBenchmark", "buddy"));

    /**
     * One benchmark class.
     *
     * @param benchmark simple name of the class
     * @param reference design that the others are compared with, as the tables print it; {@code null} if none is
     * @param former    the same in stored results of before, whose designs are gone; {@code null} if there are none
     */
    public record Answer(String benchmark, String reference, String former) {
        Answer(String benchmark, String reference) {
            this(benchmark, reference, null);
        }

        /** Whether a design is what others are compared with, in today's results or in those of before. */
        boolean refers(String design) {
            return design.equals(reference) || design.equals(former);
        }
    }

    private final String title;
    private final String word;
    private final List<Answer> answers;

    Question(String title, String word, Answer... answers) {
        this.title = title;
        this.word = word;
        this.answers = List.of(answers);
    }

    /** Two or three words. */
    public String title() {
        return title;
    }

    /** Names the question on a command line. */
    public String word() {
        return word;
    }

    /** The benchmark classes, the main one first. */
    public List<Answer> answers() {
        return answers;
    }

    /**
     * The question a benchmark belongs to.
     *
     * @param benchmarkClass simple or qualified name of a benchmark class
     * @return nothing if the registry does not know the class
     */
    public static Optional<Question> ofBenchmark(String benchmarkClass) {
        return Arrays.stream(values()).filter(q -> q.answer(benchmarkClass).isPresent()).findFirst();
    }

    /**
     * Whether a benchmark is of the C pair: it has the name of that of Java with a C before it, its cells the same parameters where C knows
     * them, and its designs the same names.
     *
     * @param benchmarkClass simple or qualified name of a benchmark class
     */
    public static boolean inC(String benchmarkClass) {
        return benchmarkClass.substring(benchmarkClass.lastIndexOf('.') + 1).matches("C[A-Z].*Benchmark");
    }

    /** Whether a title must name the benchmark too: its question has several in Java, or it is of the C pair. */
    public boolean needsBenchmark(String benchmarkClass) {
        return inC(benchmarkClass) || answers.stream().filter(a -> !inC(a.benchmark())).count() > 1;
    }

    /**
     * What the registry says about one of this question's benchmarks.
     *
     * @param benchmarkClass simple or qualified class name
     */
    public Optional<Answer> answer(String benchmarkClass) {
        String simple = benchmarkClass.substring(benchmarkClass.lastIndexOf('.') + 1);
        return answers.stream().filter(a -> a.benchmark().equals(simple)).findFirst();
    }

    /**
     * Finds a question by what a user types: {@code Q3}, {@code 3}, {@code owner}, {@code "owner comparison"} or
     * {@code OwnerComparisonBenchmark}; case does not matter.
     *
     * @throws InputException if nothing is called that; the message lists what exists
     */
    public static Question parse(String text) {
        String wanted = text.trim().toLowerCase(Locale.ROOT);
        String plain = wanted.replace('-', ' ');
        for (Question q : values()) {
            if (wanted.equals(q.name().toLowerCase(Locale.ROOT)) || wanted.equals(q.name().substring(1))
                    || wanted.equals(q.word) || plain.equals(q.title)
                    || q.answers.stream().anyMatch(a -> a.benchmark().toLowerCase(Locale.ROOT).equals(wanted))) {
                return q;
            }
        }
        throw new InputException("no question is called '" + text + "'; there are " + Arrays.stream(values())
                .map(q -> q.name() + " (" + q.word + ")").collect(Collectors.joining(", "))
                + Suggestion.of(wanted, Arrays.stream(values()).map(q -> q.word).toList()));
    }
}
