package dev.faultpath.claims;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A fact of grade E1 that a named test holds: a deterministic schedule of a design and an event, or a property that is looked up in the
 * byte code. The tests are of this program's designs, whatever results they are laid beside.
 *
 * @param claim  the claim that it belongs to
 * @param design the design, or the part of the program
 * @param event  what happens
 * @param holds  whether the design is sound there
 * @param test   class and method of the test that fails if it is not so
 */
public record Proof(String claim, String design, String event, boolean holds, String test) {
    private static final String FILE = "proofs.txt";
    private static final List<Proof> ALL = read();

    /** All that the tests of this program hold. */
    public static List<Proof> all() {
        return ALL;
    }

    /** Those of a claim, in the order of the file. */
    public static List<Proof> of(String claim) {
        return ALL.stream().filter(p -> p.claim.equals(claim)).toList();
    }

    private static List<Proof> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Proof.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8))) {
            return lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).map(Proof::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Proof parse(String line) {
        String[] parts = line.split("\\|");
        if (parts.length != 5 || !parts[3].trim().matches("sound|unsound")) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: not claim, design, event, sound or unsound, test: %s", FILE,
                    line));
        }
        return new Proof(parts[0].trim(), parts[1].trim(), parts[2].trim(), parts[3].trim().equals("sound"), parts[4].trim());
    }
}
