package dev.faultpath.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the tests of the C pair share. */
public final class CPair {
    /** Layouts that each design is put to. */
    public static final int LAYOUTS = 1000;

    private CPair() {
    }

    /** The designs as they are; without a compiler the test that asks is skipped, and says why. */
    public static CLibrary library() {
        assumeTrue(CLibrary.missing().isEmpty(), () -> "the C pair: " + CLibrary.missing().orElse(""));
        return CLibrary.of(Build.PLAIN, 0);
    }

    /** The designs with another text in the place of one that stands in exactly one place of the sources. */
    public static CLibrary planted(String from, String to) {
        library();
        int[] places = new int[1];
        CLibrary library = CLibrary.changed(Build.PLAIN, 0, text -> {
            for (int at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + 1)) {
                places[0]++;
            }
            return text.replace(from, to);
        });
        assertThat(places[0]).as("places of '%s'", from).isEqualTo(1);
        return library;
    }
}
