package dev.faultpath.c;

import dev.faultpath.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The designs as one C compiler has made them in one way. The flags are those of a kernel as far as they change code; where functions
 * begin is drawn, so that over forks it is noise and no bias. Loops and jump targets are packed, as a kernel's on x86-64 are: padding
 * before them would be executed, and one form have a count for each placement.
 */
public final class CLibrary {
    /** System property that tells which code of C this process has run: no code list of the JVM names it. */
    public static final String FORM_PROPERTY = "faultpath.c.form";
    private static final List<String> DESIGNS = List.of("faultpath.h", "model.c", "walk.c", "populate.c", "owner.c", "callback.c");
    private static final List<String> BRIDGE = List.of("faultpath.h", "jni.c");
    private static final List<String> FLAGS = List.of("-O2", "-fno-strict-aliasing", "-fno-common", "-fno-delete-null-pointer-checks",
            "-fwrapv", "-falign-jumps=1", "-falign-loops=1", "-fPIC", "-shared", "-fvisibility=hidden");
    /** Multiples at which functions may begin, bytes. */
    private static final int[] ALIGNMENTS = {16, 32, 64};

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
                open(found, Build.PLAIN, ALIGNMENTS[0], UnaryOperator.identity());
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
     * The designs, with code placed as it is drawn for this process.
     *
     * @throws InputException if they cannot be compiled
     */
    public static CLibrary drawn(Build build) {
        long seed = System.nanoTime() ^ ProcessHandle.current().pid() << 32;
        return of(build, ALIGNMENTS[new SplittableRandom(seed).nextInt(ALIGNMENTS.length)]);
    }

    /**
     * The designs, with functions that begin at multiples of so many bytes.
     *
     * @throws InputException if they cannot be compiled
     */
    public static CLibrary of(Build build, int alignment) {
        return changed(build, alignment, UnaryOperator.identity());
    }

    /** The same of changed sources: each is handed on with its name in the first line. */
    static CLibrary changed(Build build, int alignment, UnaryOperator<String> change) {
        missing().ifPresent(why -> {
            throw new InputException("the C pair cannot run: " + why);
        });
        return open(Machine.COMPILER, build, alignment, change);
    }

    private static CLibrary open(Compiler compiler, Build build, int alignment, UnaryOperator<String> change) {
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
        String form = "C." + compiler.key(sources, flags); // whatever the placement
        flags.add("-falign-functions=" + alignment);
        return new CLibrary(compiler.compile(sources, flags), form);
    }

    /** What tells its code from another's, whatever its placement. */
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
