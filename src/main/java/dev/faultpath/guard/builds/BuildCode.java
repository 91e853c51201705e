package dev.faultpath.guard.builds;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private final Path jar;
    private final Map<String, byte[]> classes = new HashMap<>();
    private final TreeMap<String, byte[]> layouts = new TreeMap<>();
    private final TreeMap<String, Long> harness = new TreeMap<>();
    private final Map<String, Code> whole = new HashMap<>();

    /**
     * What two builds are compared by.
     *
     * @param question over the benchmark, its states and the layout it names: what is asked
     * @param all      over everything that can run, the harness included
     */
    public record Hashes(String question, String all) {
    }

    /** A class as it enters a hash, with the classes of this project that it names, and the texts in its code. */
    private record Code(byte[] bytes, Set<String> names, Set<String> texts) {
    }

    /** @throws InputException if the jar is missing or cannot be read */
    public BuildCode(Path jar) {
        this.jar = jar;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.startsWith(HARNESS)) {
                    harness.put(name, entry.getCrc());
                } else if (name.startsWith(ROOT) && name.endsWith(".class")) {
                    classes.put(name.substring(0, name.length() - ".class".length()), bytes(zip, entry));
                } else if (name.startsWith(LAYOUTS) && !entry.isDirectory()) {
                    layouts.put(name, bytes(zip, entry));
                }
            }
        } catch (IOException e) {
            throw InputException.because(jar + ": no jar that can be read", e);
        }
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    /** The hashes of a cell; empty if the build does not have the benchmark class. */
    public Optional<Hashes> hashes(Cell cell) {
        String root = root(cell);
        if (!classes.containsKey(root)) {
            return Optional.empty();
        }
        Hash question = new Hash();
        reach(root, cell, name -> name.startsWith(BENCH)).forEach((name, bytes) -> add(question, name, bytes));
        layouts.forEach((name, bytes) -> {
            String simple = name.substring(name.lastIndexOf('/') + 1).replaceAll("\\.\\w+$", "");
            if (cell.params().containsValue(simple)) {
                add(question, name, bytes);
            }
        });
        Hash all = new Hash();
        reach(root, cell, name -> true).forEach((name, bytes) -> add(all, name, bytes));
        layouts.forEach((name, bytes) -> add(all, name, bytes));
        harness.forEach((name, crc) -> add(all, name, Long.toHexString(crc).getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new Hashes(question.hex(), all.hex()));
    }

    /** Methods that a cell can reach whose code differs from another build's, by name; the class where it differs otherwise. */
    public List<String> changed(Cell cell, BuildCode other) {
        SortedMap<String, byte[]> now = reach(root(cell), cell, name -> true);
        SortedMap<String, byte[]> before = other.reach(root(cell), cell, name -> true);
        Set<String> changed = new TreeSet<>();
        for (String name : Stream.concat(now.keySet().stream(), before.keySet().stream()).collect(Collectors.toSet())) {
            String simple = name.substring(name.lastIndexOf('/') + 1);
            if (!now.containsKey(name) || !before.containsKey(name)) {
                changed.add(simple);
            } else if (!Arrays.equals(now.get(name), before.get(name))) {
                Map<String, String> methods = methods(now.get(name));
                Map<String, String> old = methods(before.get(name));
                Set<String> differing = Stream.concat(methods.keySet().stream(), old.keySet().stream())
                        .filter(m -> !Objects.equals(methods.get(m), old.get(m))).collect(Collectors.toSet());
                differing.forEach(m -> changed.add(simple + "." + m.substring(0, m.indexOf('('))));
                if (differing.isEmpty()) {
                    changed.add(simple);
                }
            }
        }
        return List.copyOf(changed);
    }

    /** Hashes of a class's methods, each written alone, as a constant pool is one for all. */
    private static Map<String, String> methods(byte[] bytes) {
        Map<String, String> hashes = new TreeMap<>();
        ClassReader reader = new ClassReader(bytes);
        reader.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                ClassWriter alone = new ClassWriter(0);
                alone.visit(Opcodes.V17, 0, "Alone", null, "java/lang/Object", null);
                return new MethodVisitor(Opcodes.ASM9, alone.visitMethod(access, name, descriptor, signature, exceptions)) {
                    @Override
                    public void visitEnd() {
                        super.visitEnd();
                        hashes.put(name + descriptor, new Hash().add(alone.toByteArray()).hex());
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG);
        return hashes;
    }

    private static String root(Cell cell) {
        return cell.benchmark().substring(0, cell.benchmark().lastIndexOf('.')).replace('.', '/');
    }

    /** The classes a cell can reach without leaving those that may be followed, by name. */
    private SortedMap<String, byte[]> reach(String root, Cell cell, Predicate<String> follow) {
        TreeMap<String, byte[]> reached = new TreeMap<>();
        Set<String> seen = new HashSet<>(Set.of(root));
        Set<String> texts = new TreeSet<>(cell.params().values());
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String name = open.poll();
            Code code = name.equals(root) ? read(name, cell.method()) : whole.computeIfAbsent(name, n -> read(n, null));
            reached.put(name, code.bytes);
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
                int end = name.lastIndexOf('/') + 1 + camel.length();
                return name.startsWith(camel, name.lastIndexOf('/') + 1) && name.length() > end && Character.isUpperCase(name.charAt(end));
            }).forEach(names::add);
        }
        return names;
    }

    private Code read(String name, String method) {
        ClassReader reader;
        try {
            reader = new ClassReader(classes.get(name));
        } catch (IllegalArgumentException e) {
            throw new InputException(jar + ": " + name + ": byte code of a form that this program does not know", e);
        }
        Set<String> others = method == null ? new HashSet<>() : benchmarkMethods(reader);
        if (!others.removeIf(m -> m.startsWith(method + "("))) {
            others.clear(); // a group of methods: all count
        }
        ClassWriter writer = new ClassWriter(0);
        reader.accept(normal(writer, others), ClassReader.SKIP_DEBUG);
        byte[] bytes = writer.toByteArray();
        Set<String> names = new TreeSet<>();
        Set<String> texts = new TreeSet<>();
        ClassReader written = new ClassReader(bytes);
        for (int i = 1; i < written.getItemCount(); i++) {
            int at = written.getItem(i);
            if (at > 0 && bytes[at - 1] == CONSTANT_UTF8) {
                Matcher m = NAMED.matcher(utf8(written, bytes, at));
                while (m.find()) {
                    names.add(m.group());
                }
            } else if (at > 0 && bytes[at - 1] == CONSTANT_STRING) {
                texts.add(utf8(written, bytes, written.getItem(written.readUnsignedShort(at))));
            }
        }
        return new Code(bytes, names, texts);
    }

    private static String utf8(ClassReader reader, byte[] bytes, int at) {
        return new String(bytes, at + 2, reader.readUnsignedShort(at), StandardCharsets.UTF_8);
    }

    /** The benchmark methods of a class, name and descriptor of each. */
    private static Set<String> benchmarkMethods(ClassReader reader) {
        Set<String> methods = new HashSet<>();
        reader.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                        if (annotation.equals(BENCHMARK)) {
                            methods.add(name + descriptor);
                        }
                        return null;
                    }
                };
            }
        }, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return methods;
    }

    /** Leaves out what does not run: other benchmark methods, lists of nested classes, annotations that the guard overrides. */
    private static ClassVisitor normal(ClassWriter writer, Set<String> leftOut) {
        return new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return leftOut.contains(name + descriptor) ? null : super.visitMethod(access, name, descriptor, signature, exceptions);
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
        };
    }

    private static void add(Hash hash, String name, byte[] bytes) {
        hash.add(name + " " + bytes.length + "\n").add(bytes);
    }
}
