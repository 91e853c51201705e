package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the JIT compilers had made of a fork's code when its last timed iteration ended, and how many instructions an operation took.
 *
 * @param id           stands for the sizes of the compiled methods that an operation reaches; of all, if no fork of the like was counted
 * @param instructions of an operation, the harness's loop around it included; the mean where operations differ; {@code null} if
 *                     neither this fork was asked nor one that was only counted and had this form, or if none could count
 * @param least        of the operation with the fewest; {@code null} where all are equal
 * @param most         of the operation with the most; {@code null} where all are equal
 * @param methods      the methods and sizes that the id stands for; {@code null} in a result file, unless the fork was counted
 * @param reached      compiled code that the counted operations ran in, by names and sizes; {@code null} unless a fork tells it
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

    /** Refuses what no count is. */
    public CompiledForm {
        if (instructions != null && !(instructions > 0)) {
            throw new IllegalArgumentException("instructions are above 0");
        }
        boolean varies = least != null && most != null;
        if (varies ? instructions == null || instructions < least || instructions > most : least != null || most != null) {
            throw new IllegalArgumentException("instructions lie from least to most");
        }
    }

    /** One that was not counted; {@code methods} as the fork tells them. */
    public static CompiledForm of(String methods) {
        return new CompiledForm(idOf(methods), null, null, null, methods, null, null, null);
    }

    /** One that no fork could count, and why. */
    public static CompiledForm uncounted(String why) {
        return new CompiledForm(idOf(""), null, null, null, null, null, why, null);
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

    /** Every compiled code of the methods, by name and size: a method has several if its loop was entered in the middle. */
    private static Set<String> codes(String methods) {
        Set<String> codes = new TreeSet<>();
        for (String method : methods.split(SEPARATOR)) {
            int name = method.lastIndexOf(' ') + 1;
            Arrays.stream(method.substring(name).split("\\+")).forEach(size -> codes.add(method.substring(0, name) + size));
        }
        return codes;
    }

    /** Of these, the ones that a counted operation ran in; of a method that is told without its size, all. */
    private List<String> ran() {
        Set<String> told = Set.copyOf(Arrays.asList(reached.split(SEPARATOR)));
        return codes(methods).stream().filter(c -> told.contains(c) || told.contains(c.replaceFirst(" \\d+$", ""))).toList();
    }

    /** The methods, each with its largest code: the others are of parts of it. */
    private String largest() {
        return Arrays.stream(methods.split(SEPARATOR)).map(m -> m.replaceFirst("(?: |\\+).*\\+(\\d+)$", " $1")).collect(Collectors
                .joining(SEPARATOR));
    }

    /**
     * Forks of one cell with the forms that they are known by: two forks have one form if the second has code of the same sizes as that
     * which a counted operation of the first ran in. What else was compiled, such as set-up code, makes no difference to an operation.
     *
     * @param forks  in order of time, with forms as the forks tell them
     * @param counts what forks told that were only counted; a count stands beside the first of the timed ones that has its form, and
     *               why there is none beside the first that tells nothing
     */
    public static List<Fork> settled(List<Fork> forks, List<CompiledForm> counts) {
        List<CompiledForm> known = Stream.concat(forks.stream().map(Fork::form), counts.stream())
                .filter(f -> f != null && f.counted() && f.reached != null).toList();
        List<Fork> settled = new ArrayList<>();
        forks.forEach(f -> settled.add(f.form() == null || f.form().methods == null ? f : f.of(f.form().among(known))));
        for (CompiledForm count : counts) {
            CompiledForm told = count.counted() ? count.among(known) : count;
            IntStream.range(0, settled.size()).filter(i -> settled.get(i).counts() && told.tells(settled.get(i).form())).findFirst()
                    .ifPresent(i -> settled.set(i, settled.get(i).of(told.counted() ? told
                            : new CompiledForm(settled.get(i).form().id, null, null, null, null, null, told.uncounted, null))));
        }
        return List.copyOf(settled);
    }

    /** Whether it tells what a timed fork of that form is not known for: of operations that differ, ids tell nothing. */
    private boolean tells(CompiledForm timed) {
        return timed != null && !timed.counted() && timed.uncounted == null && (!counted() || varies() || id.equals(timed.id));
    }

    private CompiledForm among(List<CompiledForm> known) {
        Set<String> codes = codes(methods);
        String like = known.stream().map(CompiledForm::ran).filter(codes::containsAll).findFirst().map(ran -> String.join(SEPARATOR, ran))
                .orElse(null);
        return new CompiledForm(idOf(like == null ? largest() : like), instructions, least, most, counted() ? like : null, null, uncounted,
                null);
    }
}
