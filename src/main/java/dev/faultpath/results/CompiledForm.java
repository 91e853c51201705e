package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the JIT compilers had made of a fork's code when its last timed iteration ended, and how many instructions an operation took.
 *
 * @param id           stands for the sizes of the compiled methods that an operation reaches; of all, if no fork of the like was counted
 * @param instructions of an operation, the harness's loop around it included; the mean where operations differ; {@code null} if this
 *                     fork was not asked, or could not count
 * @param least        of the operation with the fewest; {@code null} where all are equal
 * @param most         of the operation with the most; {@code null} where all are equal
 * @param methods      the methods and sizes that the id stands for; {@code null} in a result file, unless the fork was counted
 * @param reached      names of compiled methods that the counted operations ran in; {@code null} unless a fork tells it
 * @param uncounted    why nothing was counted, one line; {@code null} unless asked in vain
 * @param where        lines that say where the instructions are; {@code null} unless asked
 */
public record CompiledForm(String id,
                           @JsonInclude(Include.NON_NULL) @JsonSerialize(using = Json.Count.class) Double instructions,
                           @JsonInclude(Include.NON_NULL) Long least, @JsonInclude(Include.NON_NULL) Long most,
                           @JsonInclude(Include.NON_NULL) String methods, @JsonInclude(Include.NON_NULL) String reached,
                           @JsonInclude(Include.NON_NULL) String uncounted, @JsonInclude(Include.NON_NULL) String where) {
    /** How {@code uncounted} begins where the code did not stay what was timed. */
    public static final String CHANGED = "compiled after it was timed: ";
    /** Between methods. */
    public static final String SEPARATOR = ", ";

    /** One that was not counted; {@code methods} as the fork tells them. */
    public static CompiledForm of(String methods) {
        return new CompiledForm(idOf(methods), null, null, null, methods, null, null, null);
    }

    /** The id of some methods and their sizes. */
    public static String idOf(String methods) {
        return String.format(Locale.ROOT, "%08x", methods.hashCode());
    }

    public boolean counted() {
        return instructions != null;
    }

    /** Whether nothing was counted as the code did not stay what was timed: another fork may have more luck. */
    public boolean changed() {
        return uncounted != null && uncounted.startsWith(CHANGED);
    }

    /** Whether operations differ from each other. */
    public boolean varies() {
        return least != null;
    }

    /** The methods, with their sizes, that another form's counted operations ran in. */
    private String within(CompiledForm counted) {
        Set<String> names = Set.copyOf(Arrays.asList(counted.reached.split(SEPARATOR)));
        return Arrays.stream(methods.split(SEPARATOR)).filter(m -> names.contains(m.substring(0, Math.max(0, m.lastIndexOf(' ')))))
                .collect(Collectors.joining(SEPARATOR));
    }

    /**
     * Forks of one cell with the forms that they are known by: two forks have one form if the methods that a counted operation ran in have
     * the same sizes. What else was compiled, such as set-up code, makes no difference to an operation.
     *
     * @param forks in order of time, with forms as the forks tell them
     */
    public static List<Fork> settled(List<Fork> forks) {
        List<CompiledForm> known = new ArrayList<>();
        for (Fork fork : forks) {
            if (fork.form() != null && fork.form().counted() && fork.form().reached != null) {
                known.add(fork.form());
            }
        }
        return forks.stream().map(f -> f.form() == null || f.form().methods == null ? f : f.of(f.form().among(known))).toList();
    }

    private CompiledForm among(List<CompiledForm> known) {
        String like = known.stream().filter(c -> within(c).equals(c.within(c))).findFirst().map(c -> c.within(c)).orElse(null);
        return new CompiledForm(idOf(like == null ? methods : like), instructions, least, most, counted() ? like : null, null, uncounted,
                null);
    }
}
