package dev.faultpath.c;

import dev.faultpath.Hash;
import dev.faultpath.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The designs as one C compiler has made them in one way. The flags are those of a kernel as far as they change code. Where in a cache
 * line functions begin is an accident that changes a short loop's time by a third, so the designs are made for each of
 * {@value #PLACES} places, and a benchmark goes through them. The padding stands before a function and is never executed; loops and
 * jump targets are packed, as a kernel's on x86-64 are: one form has one count wherever it lies.
 */
public final class CLibrary {
    /** System property that tells which code of C this process has run: no code list of the JVM names it. */
    public static final String FORM_PROPERTY = "faultpath.c.form";
    private static final List<String> DESIGNS = List.of("faultpath.h", "model.c", "walk.c", "populate.c", "owner.c", "callback.c");
    private static final List<String> BRIDGE = List.of("faultpath.h", "jni.c");
    private static final List<String> FLAGS = List.of("-O2", "-fno-strict-aliasing", "-fno-common", "-fno-delete-null-pointer-checks",
            "-fwrapv", "-falign-jumps=1", "-falign-loops=1", "-fPIC", "-shared", "-fvisibility=hidden");
    /** Places in a cache line at which functions may begin. */
    public static final int PLACES = 16;
    private static final int LINE = 64;

    private final long handle;
    private final String form;
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    private CLibrary(Path file, String form) {
        handle = Native.open(file.toString());
        this.form = form;
        String name;
        for (int i = 0; (name = Native.name(handle, i)) != null; i++) {
            numbers.put(name, i);
        }
    }

    /** All of the C pair, by file name: what decides what it measures. */
    public static SortedMap<String, String> sources() {
        return Compiler.sources(Stream.concat(DESIGNS.stream(), BRIDGE.stream()).distinct().toList());
    }

    /** Hash over the sources: two runs with the same hash measured the same code of C. */
    public static String sourcesHash() {
        Hash hash = new Hash();
        sources().forEach((name, source) -> hash.add(name).add(source));
        return hash.hex();
    }

    /** Looked for and tried once a process. */
    private static final class Machine {
        private static final Compiler COMPILER;
        private static final String FAILURE;

        static {
            Compiler found = null;
            String failure = null;
            try {
                found = Compiler.find(System.getenv());
                load(found);
                open(found, Build.PLAIN, 0, UnaryOperator.identity());
            } catch (InputException | UnsatisfiedLinkError e) {
                failure = e.getMessage();
            }
            COMPILER = found;
            FAILURE = failure;
        }

        private static void load(Compiler compiler) {
            Path include = Path.of(System.getProperty("java.home"), "include");
            Path machine = include.resolve("linux");
            if (!Files.isRegularFile(include.resolve("jni.h")) || !Files.isRegularFile(machine.resolve("jni_md.h"))) {
                throw new InputException("this JDK has no include/jni.h for Linux");
            }
            List<String> flags = new ArrayList<>(FLAGS);
            flags.addAll(List.of("-I" + include, "-I" + machine));
            System.load(compiler.compile(Compiler.sources(BRIDGE), flags).toString());
        }
    }

    /** Why nothing of the C pair can run here, in one line; empty if it can. */
    public static Optional<String> missing() {
        return Optional.ofNullable(Machine.FAILURE);
    }

    /**
     * The designs at each place, in an order that is drawn for this process.
     *
     * @throws InputException if they cannot be compiled
     */
    public static List<CLibrary> everywhere(Build build) {
        List<CLibrary> all = new ArrayList<>();
        for (int place = 0; place < PLACES; place++) {
            all.add(of(build, place));
        }
        Collections.shuffle(all);
        return all;
    }

    /**
     * The designs at one place.
     *
     * @param place 0 to {@value #PLACES} - 1: sixteenths of a cache line between its begin and that of a function
     * @throws InputException if they cannot be compiled
     */
    public static CLibrary of(Build build, int place) {
        return changed(build, place, UnaryOperator.identity());
    }

    /** The same of changed sources: each is handed on with its name in the first line. */
    static CLibrary changed(Build build, int place, UnaryOperator<String> change) {
        missing().ifPresent(why -> {
            throw new InputException("the C pair cannot run: " + why);
        });
        return open(Machine.COMPILER, build, place, change);
    }

    private static CLibrary open(Compiler compiler, Build build, int place, UnaryOperator<String> change) {
        SortedMap<String, String> sources = Compiler.sources(DESIGNS);
        sources.replaceAll((name, text) -> change.apply(text));
        List<String> flags = new ArrayList<>(FLAGS);
        boolean x86 = System.getProperty("os.arch").matches("amd64|x86_64");
        if (x86) {
            flags.add("-fcf-protection=none");
        } else if (build == Build.RETPOLINE) {
            throw new InputException("retpolines are of x86-64, and this is " + System.getProperty("os.arch"));
        }
        flags.addAll(build.flags(compiler.isClang()));
        String form = "C." + compiler.key(sources, flags); // wherever it lies
        int skipped = place * (LINE / PLACES) / (x86 ? 1 : 4); // instructions that do nothing: of a byte, elsewhere of four
        flags.addAll(List.of("-falign-functions=" + LINE, "-fpatchable-function-entry=" + skipped + "," + skipped));
        return new CLibrary(compiler.compile(sources, flags), form);
    }

    /** What tells its code from another's, wherever that lies. */
    String form() {
        return form;
    }

    long handle() {
        return handle;
    }

    /** The designs of a question, as {@code Q4}, by the names that tables print. */
    public List<String> designs(String question) {
        return numbers.keySet().stream().filter(n -> n.startsWith(question + " ")).map(n -> n.substring(question.length() + 1)).toList();
    }

    /** Number of a design by question and name. */
    int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException("no design '" + name + "' in C");
        }
        return number;
    }
}
