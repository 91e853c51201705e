package dev.faultpath.results;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which cell of the C pair is the twin of one of Java: it has the same design, method and JDK, and the same parameters where C knows
 * them, and is built plain. The one home of that rule.
 */
public final class CTwin {
    private static final String PREFIX = "C";
    /** How C is built. */
    public static final String BUILD = "build";
    /** For processors that must not predict an indirect call. */
    public static final String RETPOLINE = "retpoline";
    private static final String PLAIN = "plain";
    /** Parameters that only Java has: what a JIT compiler has seen has no counterpart. */
    private static final Set<String> JAVA_ONLY = Set.of("profile", "foreignShown", "mix", "callbackCost");
    /** Of these only one value has a twin: no driver of C takes turns or costs more than its loads. */
    private static final Map<String, String> LEFT_OUT = Map.of("mix", "none", "callbackCost", "0");

    private CTwin() {
    }

    /** Simple name of the benchmark in C that belongs to one of Java. */
    public static String benchmark(String java) {
        return PREFIX + java;
    }

    /** What the twin of a cell with such parameters has. */
    public static SortedMap<String, String> params(Map<String, String> java) {
        SortedMap<String, String> params = new TreeMap<>(java);
        params.keySet().removeAll(JAVA_ONLY);
        params.put(BUILD, PLAIN);
        return params;
    }

    /** Whether the second cell is the twin of the first. */
    public static boolean of(CellName java, CellName c) {
        return c.benchmarkClass().equals(benchmark(java.benchmarkClass())) && c.method().equals(java.method()) && c.jdk().equals(java.jdk())
                && knows(java.params()) && c.params().equals(params(java.params()));
    }

    /** Whether C has what a cell of Java with such parameters does. */
    public static boolean knows(Map<String, String> java) {
        return LEFT_OUT.entrySet().stream().allMatch(e -> java.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
    }
}
