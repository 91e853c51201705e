package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.model.GpuSvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Takes out of each design the lines that make it safe, one at a time, compiles it anew, and expects the schedules to show a stale
 * grant. The table of the lines is {@code guards.txt}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GuardDeletionTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String PACKAGE = AccessRevalidation.class.getPackageName();
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all, as it remembers what it read of the class path. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

    /** One line of one design, and what it becomes; null for nothing. */
    record Guard(String design, String file, String line, String replacement) {
        @Override
        public String toString() {
            return design + ": " + line + " in " + file + (replacement == null ? " deleted" : " becomes " + replacement);
        }
    }

    static List<Guard> guards() throws IOException {
        List<Guard> guards = new ArrayList<>();
        try (InputStream in = GuardDeletionTest.class.getResourceAsStream("guards.txt")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.startsWith("#")).toList();
            for (int i = 0; i < lines.size(); i += 3) {
                String[] head = lines.get(i).split("\t");
                String replacement = lines.get(i + 2).strip();
                guards.add(new Guard(head[0], head[1], lines.get(i + 1).strip(), replacement.equals("(deleted)") ? null : replacement));
            }
        }
        return guards;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void withoutItTheSchedulesShowAStaleGrant(Guard guard) throws Throwable {
        assertThat(firstStale(guard.design, designWith(guard))).isNotEmpty();
    }

    /** The design with a line changed, and compiled anew. */
    static Function<GpuSvm, AccessRevalidation> designWith(Guard guard) throws Exception {
        Path file = source(guard.file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(guard.line)) {
                at.add(i);
            }
        }
        assertThat(at).as("lines of %s that read '%s'", file, guard.line).isNotEmpty();
        at.forEach(i -> lines.set(i, guard.replacement == null ? "" : guard.replacement));
        return designFrom(Map.of(file, String.join("\n", lines)), guard.design);
    }

    /** The control: what is compiled anew without a change is as safe as it was. */
    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#right")
    void compiledUnchangedItIsSafe(String design) throws Throwable {
        String file = new PeerWorld(design).design.getClass().getSimpleName();
        assertThat(firstStale(design, designFrom(Map.of(source(file), Files.readString(source(file))), design))).isEmpty();
    }

    @Test
    void everyDesignHasAGuard() throws IOException {
        Set<String> guarded = new TreeSet<>();
        guards().forEach(g -> guarded.add(g.design));
        assertThat(guarded).as("designs with the lines that make them safe in guards.txt")
                .containsExactlyInAnyOrderElementsOf(RevalidationDesigns.right());
    }

    /** Of the events that the design says it covers. */
    private static Optional<StaleSchedule> firstStale(String name, Function<GpuSvm, AccessRevalidation> design) throws Throwable {
        AccessRevalidation unchanged = new PeerWorld(name).design;
        for (StaleSchedule schedule : StaleSchedule.all()) {
            if (unchanged.covers(schedule.event()) != Means.NOTHING && schedule.staleGrant(design)) {
                return Optional.of(schedule);
            }
        }
        return Optional.empty();
    }

    private static Path source(String file) {
        return SOURCES.resolve(PACKAGE.replace('.', '/')).resolve(file + ".java");
    }

    /** Compiles changed sources and gives the design as it is with them; all but the question's interface is loaded anew. */
    private static Function<GpuSvm, AccessRevalidation> designFrom(Map<Path, String> changed, String design) throws Exception {
        Map<String, byte[]> classes = compile(changed);
        Class<?> original = new PeerWorld(design).design.getClass();
        Class<?> loaded = new Anew(classes).loadClass(original.getName());
        assertThat(loaded).isNotSameAs(original);
        return client -> {
            try {
                return (AccessRevalidation) loaded.getConstructor(GpuSvm.class).newInstance(client);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        };
    }

    private static Map<String, byte[]> compile(Map<Path, String> sources) {
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        JavaFileManager files = new ForwardingJavaFileManager<>(FILES) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + kind.extension), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        List<SimpleJavaFileObject> units = new ArrayList<>();
        sources.forEach((path, text) -> units.add(new SimpleJavaFileObject(path.toUri(), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return text;
            }
        }));
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
        assertThat(COMPILER.getTask(null, files, null, options, null, units).call()).as("what is left compiles").isTrue();
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
        return bytes;
    }

    /** Loads the question's designs and what they share anew, the changed ones from memory. */
    private static final class Anew extends ClassLoader {
        private final Map<String, byte[]> changed;

        Anew(Map<String, byte[]> changed) {
            super(AccessRevalidation.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean vocabulary = name.startsWith(AccessRevalidation.class.getName())
                    || name.equals(PACKAGE + ".StaleEvent") || name.equals(PACKAGE + ".Means");
            if (!name.startsWith(PACKAGE + ".") || vocabulary) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                byte[] bytes = changed.containsKey(name) ? changed.get(name) : original(name);
                return defineClass(name, bytes, 0, bytes.length);
            }
        }

        private byte[] original(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
