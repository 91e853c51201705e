package dev.faultpath.c;

import dev.faultpath.InputException;
import java.util.List;
import java.util.Locale;

/** How indirect calls are compiled. */
public enum Build {
    /** As they are. */
    PLAIN(List.of(), List.of()),
    /** Through a thunk that the processor does not predict, as a kernel with that mitigation has them. */
    RETPOLINE(List.of("-mindirect-branch=thunk", "-mindirect-branch-register", "-fno-jump-tables"),
            List.of("-mretpoline", "-fno-jump-tables"));

    private final List<String> gcc;
    private final List<String> clang;

    Build(List<String> gcc, List<String> clang) {
        this.gcc = gcc;
        this.clang = clang;
    }

    /** What the compiler is given for it. */
    List<String> flags(boolean isClang) {
        return isClang ? clang : gcc;
    }

    /**
     * By a name in lower case.
     *
     * @throws InputException if there is none
     */
    public static Build parse(String name) {
        for (Build build : values()) {
            if (build.name().toLowerCase(Locale.ROOT).equals(name)) {
                return build;
            }
        }
        throw new InputException("the C pair is built plain or retpoline, not '" + name + "'");
    }
}
