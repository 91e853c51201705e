package dev.faultpath.guard.builds;

import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A copy of a build whose benchmark methods can be told to take longer, for the guard's test of itself: each begins by burning as many
 * of JMH's tokens as a system property of the fork says. The number is a constant to the JIT compiler, so both arms of a pair run the
 * same code but for it.
 */
public final class PlantedDelay {
    private static final String PROPERTY = "faultpath.plantedTokens";
    private static final String HOLDER = "dev/faultpath/bench/PlantedTokens";
    private static final String FIELD = "TOKENS";
    private static final String BENCHES = "dev/faultpath/bench/";

    private PlantedDelay() {
    }

    /** JVM argument that makes every operation of a fork burn n tokens more. */
    public static String argument(long tokens) {
        return "-D" + PROPERTY + "=" + tokens;
    }

    /**
     * Writes the copy; it replaces what is there.
     *
     * @throws InputException if the jar cannot be read or the copy cannot be written
     */
    public static void plant(Path jar, Path target) {
        try (ZipFile zip = new ZipFile(jar.toFile()); ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    String name = entry.getName();
                    boolean bench = name.startsWith(BENCHES) && name.endsWith(".class") && name.indexOf('/', BENCHES.length()) < 0;
                    put(out, name, bench ? patched(bytes) : bytes);
                }
            }
            put(out, HOLDER + ".class", holder());
        } catch (IOException e) {
            throw InputException.because(jar + ": cannot be copied to " + target, e);
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(bytes);
        out.closeEntry();
    }

    private static byte[] patched(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        Set<String> benchmarks = BuildCode.benchmarkMethods(reader);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                return benchmarks.contains(name + descriptor) ? new Delayed(method) : method;
            }
        }, 0);
        return writer.toByteArray();
    }

    /** Burns the tokens first; there is no branch, so no stack map frame changes. */
    private static final class Delayed extends MethodVisitor {
        Delayed(MethodVisitor method) {
            super(Opcodes.ASM9, method);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            super.visitFieldInsn(Opcodes.GETSTATIC, HOLDER, FIELD, "J");
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "org/openjdk/jmh/infra/Blackhole", "consumeCPU", "(J)V", false);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            super.visitMaxs(Math.max(2, stack), locals);
        }
    }

    /** {@code final class PlantedTokens { static final long TOKENS = Long.getLong(property, 0); }}. */
    private static byte[] holder() {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, HOLDER, null, "java/lang/Object", null);
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, FIELD, "J", null, null).visitEnd();
        MethodVisitor init = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        init.visitCode();
        init.visitLdcInsn(PROPERTY);
        init.visitInsn(Opcodes.LCONST_0);
        init.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Long", "getLong", "(Ljava/lang/String;J)Ljava/lang/Long;", false);
        init.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Long", "longValue", "()J", false);
        init.visitFieldInsn(Opcodes.PUTSTATIC, HOLDER, FIELD, "J");
        init.visitInsn(Opcodes.RETURN);
        init.visitMaxs(3, 0);
        init.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }
}
