package dev.faultpath.results;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A fact of grade E1 that a named test holds: a deterministic schedule of a design and an event, or a property that is looked up in the
 * byte code. The tests are of one build's designs: a run keeps these facts in its results folder, in {@value #FILE}, and none are laid
 * beside results of another build.
 *
 * @param claim  the claim that it belongs to
 * @param design the design, or the part of the program
 * @param event  what happens
 * @param holds  whether the design is sound there
 * @param test   class and method of the test that fails if it is not so
 */
public record Proof(String claim, String design, String event, boolean holds, String test) {
    public static final String FILE = "proofs.json";
    private static final String RESOURCES = "/dev/faultpath/claims/";
    private static final List<Proof> ALL = Stream.of("proofs.txt", "schedules.txt").flatMap(f -> read(f).stream()).toList();

    /** All that the tests of this build hold. */
    public static List<Proof> all() {
        return ALL;
    }

    /** Those of a claim, in the order of the file. */
    public static List<Proof> of(String claim) {
        return ALL.stream().filter(p -> p.claim.equals(claim)).toList();
    }

    /** The designs for which each fact of a claim that names them holds; none where no facts were kept. */
    public static Set<String> sound(List<Proof> facts, String claim) {
        Set<String> sound = new TreeSet<>();
        facts.stream().filter(f -> f.claim.equals(claim)).forEach(f -> sound.add(f.design));
        facts.stream().filter(f -> f.claim.equals(claim) && !f.holds).forEach(f -> sound.remove(f.design));
        return sound;
    }

    /** The file's text: an array with an object for each fact. */
    public static String write(List<Proof> proofs) {
        return Json.pretty(proofs);
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws dev.faultpath.InputException if it is missing, is not JSON, or not what we need
     */
    public static List<Proof> read(Path file) {
        return List.of(Json.read(file, Proof[].class));
    }

    private static List<Proof> read(String file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Proof.class.getResourceAsStream(RESOURCES + file), file), StandardCharsets.UTF_8))) {
            return lines.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).map(l -> parse(file, l)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Proof parse(String file, String line) {
        String[] parts = line.split("\\|");
        if (parts.length != 5 || !parts[3].trim().matches("sound|unsound")) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: not claim, design, event, sound or unsound, test: %s", file,
                    line));
        }
        return new Proof(parts[0].trim(), parts[1].trim(), parts[2].trim(), parts[3].trim().equals("sound"), parts[4].trim());
    }
}
