package dev.faultpath.bench.state;

import dev.faultpath.InputException;
import java.util.Locale;

/**
 * How many classes of receiver the JIT compiler has seen at the call of the callback when it compiles it. It keeps two types a
 * call: one is inlined, two are told apart by a comparison, more become a real interface call.
 */
public enum ReceiverProfile {
    /** One class. */
    MONO(1),
    /** Two classes in equal share. */
    BI(2),
    /** Three classes in equal share. */
    MEGA(3);

    private final int receivers;

    ReceiverProfile(int receivers) {
        this.receivers = receivers;
    }

    /** Classes seen. */
    public int receivers() {
        return receivers;
    }

    /**
     * The profile of a name in lower case.
     *
     * @throws InputException if there is none
     */
    public static ReceiverProfile parse(String name) {
        for (ReceiverProfile profile : values()) {
            if (profile.name().toLowerCase(Locale.ROOT).equals(name)) {
                return profile;
            }
        }
        throw new InputException("no receiver profile '" + name + "': mono, bi or mega");
    }
}
