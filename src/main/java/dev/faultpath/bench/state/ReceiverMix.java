package dev.faultpath.bench.state;

import dev.faultpath.InputException;
import java.util.Locale;

/** Where the receiver changes while it is measured, among those that the {@link ReceiverProfile} has shown to the compiler. */
public enum ReceiverMix {
    /** Nowhere: the first receiver answers all the time, whatever the profile. */
    NONE,
    /**
     * From walk to walk, as where the op belongs to the range and several drivers take turns: the pagemaps' op is put in place
     * before each walk, by every design alike.
     */
    RANGE,
    /** From pagemap to pagemap, as where the op belongs to the pagemap: with runs of one page, from page to page. */
    PAGEMAP;

    /**
     * The mix of a name in lower case.
     *
     * @throws InputException if there is none
     */
    public static ReceiverMix parse(String name) {
        for (ReceiverMix mix : values()) {
            if (mix.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mix;
            }
        }
        throw new InputException("no receiver mix '" + name + "': none, range or pagemap");
    }
}
