package dev.faultpath.bench.state;

import dev.faultpath.InputException;
import java.util.Locale;

/**
 * How often the walk's code has met pages of other owners when the JIT compiler compiles it. A branch that was never taken is compiled to
 * a trap and costs a comparison; one that was, to code.
 */
public enum ForeignShown {
    /** Most device pages are foreign: what follows a comparison that fails is compiled into the loop. */
    OFTEN,
    /** One device page in 1000: it is compiled, out of the loop's way. */
    RARE,
    /** None: a trap stands in its place, which no kernel has. */
    NEVER;

    /** Walks of which one meets foreign pages: of its device pages seven in eight are. */
    private static final int RARE_WALKS = 875;

    /** Whether a walk that is shown meets them; the first one does, before anything is compiled. */
    boolean walksForeign(int round) {
        return this == OFTEN || this == RARE && round % RARE_WALKS == 0;
    }

    /**
     * By a name in lower case.
     *
     * @throws InputException if there is none
     */
    public static ForeignShown parse(String name) {
        for (ForeignShown shown : values()) {
            if (shown.name().toLowerCase(Locale.ROOT).equals(name)) {
                return shown;
            }
        }
        throw new InputException("foreign pages are shown often, rare or never, not '" + name + "'");
    }
}
