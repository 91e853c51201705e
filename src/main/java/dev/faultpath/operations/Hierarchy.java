package dev.faultpath.operations;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What the classes of a build say of themselves: who extends whom, which fields are volatile, which calls the receiver decides. */
final class Hierarchy {
    private final Function<String, byte[]> bytes;
    private final Map<String, Facts> known = new HashMap<>();

    /** @param bytes class file by internal name; {@code null} if it is none of the build */
    Hierarchy(Function<String, byte[]> bytes) {
        this.bytes = bytes;
    }

    /** One class. */
    private static final class Facts extends ClassVisitor {
        private boolean closed;
        private String superName;
        private String[] interfaces = {};
        private final Set<String> volatiles = new HashSet<>();
        private final Set<String> fields = new HashSet<>();
        private final Map<String, Integer> methods = new HashMap<>();

        Facts() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] implemented) {
            closed = (access & Opcodes.ACC_FINAL) != 0;
            superName = parent;
            interfaces = implemented;
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            fields.add(name);
            if ((access & Opcodes.ACC_VOLATILE) != 0) {
                volatiles.add(name);
            }
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            methods.put(name + descriptor, access);
            return null;
        }
    }

    private Facts of(String name) {
        if (!known.containsKey(name)) {
            byte[] code = bytes.apply(name);
            Facts facts = null;
            if (code != null) {
                facts = new Facts();
                new ClassReader(code).accept(facts, ClassReader.SKIP_CODE);
            }
            known.put(name, facts);
        }
        return known.get(name);
    }

    /** Whether a class is another one, extends or implements it. */
    boolean is(String name, String other) {
        if (name.equals(other)) {
            return true;
        }
        Facts facts = of(name);
        if (facts == null) {
            return false;
        }
        for (String implemented : facts.interfaces) {
            if (is(implemented, other)) {
                return true;
            }
        }
        return is(facts.superName, other);
    }

    /** Whether a field that is named through a class is volatile. */
    boolean isVolatile(String owner, String field) {
        for (Facts facts = of(owner); facts != null; facts = of(facts.superName)) {
            if (facts.fields.contains(field)) {
                return facts.volatiles.contains(field);
            }
        }
        return false;
    }

    /** Whether a virtual call needs no look at the receiver: the method or its class is final, or the method is private. */
    boolean decided(String owner, String method, String descriptor) {
        Facts facts = of(owner);
        if (facts != null && facts.closed) {
            return true;
        }
        for (; facts != null; facts = of(facts.superName)) {
            Integer access = facts.methods.get(method + descriptor);
            if (access != null) {
                return (access & (Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE)) != 0;
            }
        }
        return false;
    }
}
