package dev.faultpath.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;

/**
 * What the JIT compilers had made of a fork's code when its last iteration ended, and how many instructions an operation took of it.
 *
 * @param id           stands for the sizes of the compiled methods: equal in forks of one form, and forks of one form may still differ
 *                     in it, as methods that an operation does not reach may be compiled or not
 * @param instructions of an operation, the harness's loop around it included, mean where operations differ; {@code null} if this fork
 *                     was not asked, or could not count
 * @param least        of the operation with the fewest; {@code null} where all are equal
 * @param most         of the operation with the most; {@code null} where all are equal
 * @param methods      the methods and sizes that the id stands for; {@code null} unless asked to count
 * @param uncounted    why nothing was counted, one line; {@code null} unless asked in vain
 * @param where        lines that say where the instructions are; {@code null} unless asked
 */
public record CompiledForm(String id,
                           @JsonInclude(Include.NON_NULL) @JsonSerialize(using = Json.Count.class) Double instructions,
                           @JsonInclude(Include.NON_NULL) Long least, @JsonInclude(Include.NON_NULL) Long most,
                           @JsonInclude(Include.NON_NULL) String methods, @JsonInclude(Include.NON_NULL) String uncounted,
                           @JsonInclude(Include.NON_NULL) String where) {
    /** A form that was not counted. */
    public static CompiledForm of(String id) {
        return new CompiledForm(id, null, null, null, null, null, null);
    }

    /** Whether the fork was asked to count. */
    public boolean asked() {
        return instructions != null || uncounted != null;
    }
}
