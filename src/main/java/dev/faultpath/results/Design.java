package dev.faultpath.results;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** How a benchmark cell gets the name of the design it measures: our own rule, used wherever tables are made. */
public final class Design {
    /** The benchmark parameter that, where it exists, holds the design's name. */
    public static final String PARAMETER = "design";
    /** Before the name of a design whose check alone is timed. */
    public static final String CHECK_OF = "check-of-";
    private static final String STAGE = "stage-";
    private static final Pattern WORD = Pattern.compile("([a-z0-9])([A-Z])");
    private static final Pattern CAPITALS = Pattern.compile("([A-Z])([A-Z][a-z])");

    private Design() {
    }

    /**
     * The design that a cell measures: the value of the parameter {@code design} if the benchmark has one, else the
     * method's name in kebab case. A control keeps its method's name even if the class has the parameter.
     *
     * @param parameters the cell's parameter values by name
     */
    public static String of(String method, Map<String, String> parameters) {
        String design = parameters.get(PARAMETER);
        return design == null || isControl(method) ? kebab(method) : kebab(design);
    }

    /** Whether the method is a control: its name starts with {@code baseline}. */
    public static boolean isControl(String method) {
        return method.startsWith("baseline");
    }

    /** Whether it is a part of a whole design's work, timed by itself, and no design. */
    public static boolean isPart(String design) {
        return design.startsWith(STAGE) || design.startsWith(CHECK_OF);
    }

    /**
     * {@code leafCursor} and {@code LEAF_CURSOR} become {@code leaf-cursor}.
     *
     * @param name a Java identifier or a name that already has hyphens
     */
    public static String kebab(String name) {
        String text = name.replace('_', '-');
        String lower = text.toLowerCase(Locale.ROOT);
        return text.equals(lower) || text.equals(text.toUpperCase(Locale.ROOT)) ? lower
                : CAPITALS.matcher(WORD.matcher(text).replaceAll("$1-$2")).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
    }
}
