package dev.faultpath.guard.builds;

import dev.faultpath.Disk;
import dev.faultpath.Hash;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The byte code of a build, and which of it a cell can reach: whether two builds ask the same question, and whether they can
 * differ at all.
 *
 * <p>Reachability errs on the side of too much: whole classes, and every class that one of them names, but for the other methods of
 * the benchmark class. Line numbers, local names and source files do not enter: a change of comments is none. Our own rule.
 */
public final class BuildCode {
    private static final String ROOT = "dev/faultpath/";
    private static final String BENCH = ROOT + "bench/";
    private static final String DESIGN = ROOT + "design/";
    private static final String LAYOUTS = ROOT + "layout/";
    private static final String HARNESS = "org/openjdk/jmh/";
    private static final String BY_NAME = DESIGN + "Designs";
    private static final String ANNOTATIONS = "Lorg/openjdk/jmh/annotations/";
    private static final String BENCHMARK = ANNOTATIONS + "Benchmark;";
    /** The guard sets what these say. */
    private static final Set<String> OVERRIDDEN = Set.of(ANNOTATIONS + "Warmup;", ANNOTATIONS + "Measurement;", ANNOTATIONS + "Fork;",
            ANNOTATIONS + "Param;");
    /** Tags of the constant pool, JVM specification 4.4: names, descriptors and the letters of texts … */
    private static final int CONSTANT_UTF8 = 1;
    /** … and texts that code loads. */
    private static final int CONSTANT_STRING = 8;
    private static final Pattern NAMED = Pattern.compile("dev/faultpath/[\\w$/]+");
    private static final Pattern WORD = Pattern.compile("[A-Z][a-z0-9]*");
    /** What stands for all of a class but its methods. */
    private static final String REST = "";

    private final Path jar;
    private final Map<String, byte[]> classes = new HashMap<>();
    /** Checksums of the layouts and of the harness's own files, by name. */
    private final TreeMap<String, Long> resources = new TreeMap<>();
    private final Map<String, Code> whole = new HashMap<>();

    /**
     * What two builds are compared by.
     *
     * @param question over the benchmark, its states and the layout it names: what is asked
     * @param all      over everything that can run, the harness included
     */
    public record Hashes(String question, String all) {
    }

    /** A class: hashes of its methods by name and of the rest of it, the classes of this project that it names, the texts in its code. */
    private record Code(SortedMap<String, String> parts, Set<String> names, Set<String> texts) {
    }

    /** @throws InputException if the jar is missing or cannot be read */
    public BuildCode(Path jar) {
        this.jar = jar;
        try (ZipFile zip = Disk.zip(jar)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.startsWith(ROOT) && name.endsWith(".class")) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        classes.put(name.substring(0, name.length() - ".class".length()), in.readAllBytes());
                    }
                } else if (name.startsWith(HARNESS) || name.startsWith(LAYOUTS)) {
                    resources.put(name, entry.getCrc());
                }
            }
        } catch (IOException e) {
            throw InputException.because(jar + ": no jar that can be read", e);
        }
    }

    /** The hashes of a cell; empty if the build does not have the benchmark class. */
    public Optional<Hashes> hashes(Cell cell) {
        if (!classes.containsKey(root(cell))) {
            return Optional.empty();
        }
        TreeMap<String, Long> named = new TreeMap<>(resources);
        named.keySet().removeIf(name -> !name.startsWith(LAYOUTS)
                || !cell.params().containsValue(name.substring(name.lastIndexOf('/') + 1).replaceAll("\\.\\w+$", "")));
        return Optional.of(new Hashes(new Hash().add(reach(cell, name -> name.startsWith(BENCH)) + "" + named).hex(),
                new Hash().add(reach(cell, name -> true) + "" + resources).hex()));
    }

    /** Methods that a cell can reach whose code differs from another build's, by name; the class where it differs otherwise. */
    public List<String> changed(Cell cell, BuildCode other) {
        SortedMap<String, SortedMap<String, String>> now = reach(cell, name -> true);
        SortedMap<String, SortedMap<String, String>> before = other.reach(cell, name -> true);
        Set<String> changed = new TreeSet<>();
        for (String name : union(now, before)) {
            String simple = name.substring(name.lastIndexOf('/') + 1);
            if (!now.containsKey(name) || !before.containsKey(name)) {
                changed.add(simple);
            } else {
                union(now.get(name), before.get(name)).stream().filter(m -> !Objects.equals(now.get(name).get(m), before.get(name).get(m)))
                        .forEach(m -> changed.add(simple + (m.equals(REST) ? "" : "." + m.substring(0, m.indexOf('(')))));
            }
        }
        return List.copyOf(changed);
    }

    private static Set<String> union(Map<String, ?> a, Map<String, ?> b) {
        Set<String> all = new TreeSet<>(a.keySet());
        all.addAll(b.keySet());
        return all;
    }

    private static String root(Cell cell) {
        return cell.benchmark().substring(0, cell.benchmark().lastIndexOf('.')).replace('.', '/');
    }

    /** The classes a cell can reach without leaving those that may be followed, and their parts, by name. */
    private SortedMap<String, SortedMap<String, String>> reach(Cell cell, Predicate<String> follow) {
        TreeMap<String, SortedMap<String, String>> reached = new TreeMap<>();
        String root = root(cell);
        Set<String> seen = new HashSet<>(Set.of(root));
        Set<String> texts = new TreeSet<>(cell.params().values());
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String name = open.poll();
            Code code = name.equals(root) ? read(name, cell.method()) : whole.computeIfAbsent(name, n -> read(n, null));
            reached.put(name, code.parts);
            texts.addAll(code.texts);
            Set<String> next = new TreeSet<>(code.names);
            if (open.isEmpty() && seen.contains(BY_NAME)) {
                next.addAll(byName(texts)); // again and again: what was loaded by name may hold further names
            }
            for (String n : next) {
                if (classes.containsKey(n) && follow.test(n) && seen.add(n)) {
                    open.add(n);
                }
            }
        }
        return reached;
    }

    /** Classes that {@code Designs} can make of texts: the text in camel case, and one more word. */
    private Set<String> byName(Set<String> texts) {
        Set<String> names = new TreeSet<>();
        for (String text : texts) {
            String camel = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[-_]")).filter(word -> !word.isEmpty())
                    .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining());
            classes.keySet().stream().filter(name -> name.startsWith(DESIGN) && !camel.isEmpty()).filter(name -> {
                String simple = name.substring(name.lastIndexOf('/') + 1);
                return simple.startsWith(camel) && WORD.matcher(simple.substring(camel.length())).matches();
            }).forEach(names::add);
        }
        return names;
    }

    /** Reads a class; of a benchmark's, only one of its benchmark methods, unless that is a group of methods. */
    private Code read(String name, String method) {
        Parts parts = new Parts();
        try {
            new ClassReader(classes.get(name)).accept(parts, ClassReader.SKIP_DEBUG);
        } catch (IllegalArgumentException e) {
            throw new InputException(jar + ": " + name + ": byte code of a form that this program does not know", e);
        }
        if (method != null && parts.benchmarks.removeIf(m -> m.startsWith(method + "("))) {
            parts.alone.keySet().removeAll(parts.benchmarks);
        }
        Code code = new Code(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
        parts.alone.forEach((part, writer) -> {
            byte[] bytes = writer.toByteArray();
            code.parts.put(part, new Hash().add(bytes).hex());
            constants(bytes, code);
        });
        return code;
    }

    private static void constants(byte[] bytes, Code code) {
        ClassReader written = new ClassReader(bytes);
        for (int i = 1; i < written.getItemCount(); i++) {
            int at = written.getItem(i);
            if (at > 0 && bytes[at - 1] == CONSTANT_UTF8) {
                NAMED.matcher(utf8(written, bytes, at)).results().forEach(m -> code.names.add(m.group()));
            } else if (at > 0 && bytes[at - 1] == CONSTANT_STRING) {
                code.texts.add(utf8(written, bytes, written.getItem(written.readUnsignedShort(at))));
            }
        }
    }

    private static String utf8(ClassReader reader, byte[] bytes, int at) {
        return new String(bytes, at + 2, reader.readUnsignedShort(at), StandardCharsets.UTF_8);
    }

    /**
     * Takes a class apart, each method into a class of its own, as a constant pool is one for all. Leaves out what does not run: lists of
     * nested classes, annotations that the guard overrides.
     */
    private static final class Parts extends ClassVisitor {
        private final Map<String, ClassWriter> alone = new TreeMap<>();
        private final Set<String> benchmarks = new HashSet<>();

        Parts() {
            super(Opcodes.ASM9, new ClassWriter(0));
            alone.put(REST, (ClassWriter) cv);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            ClassWriter writer = new ClassWriter(0);
            writer.visit(Opcodes.V17, 0, "Alone", null, "java/lang/Object", null);
            alone.put(name + descriptor, writer);
            return new MethodVisitor(Opcodes.ASM9, writer.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    if (annotation.equals(BENCHMARK)) {
                        benchmarks.add(name + descriptor);
                    }
                    return super.visitAnnotation(annotation, visible);
                }
            };
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            return new FieldVisitor(Opcodes.ASM9, super.visitField(access, name, descriptor, signature, value)) {
                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return OVERRIDDEN.contains(annotation) ? null : super.visitAnnotation(annotation, visible);
                }
            };
        }

        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
            return OVERRIDDEN.contains(annotation) ? null : super.visitAnnotation(annotation, visible);
        }

        @Override
        public void visitInnerClass(String name, String outer, String inner, int access) {
            // A list of all nested classes, whether used here or not.
        }

        @Override
        public void visitNestMember(String member) {
            // As above.
        }
    }
}
