package dev.faultpath.operations;

import dev.faultpath.Hash;
import java.util.Arrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts a report to {@link Tally} at the end of each basic block of a class, of what its instructions are: the reports tell builds apart
 * that execute other byte code, however much of it. Names stand for indices of the constant pool; line numbers, names of
 * locals, numbers of lambdas and whatever is not executed do not enter. Where an object is made, its fields do, as they decide its size.
 */
final class BlockInstrumenter extends ClassVisitor {
    private static final String TALLY = Type.getInternalName(Tally.class);

    private final StringBuilder shape = new StringBuilder();

    private BlockInstrumenter(ClassVisitor next) {
        super(Opcodes.ASM9, next);
    }

    /** The class with reports in it. */
    static byte[] instrument(byte[] code) {
        ClassReader reader = new ClassReader(code);
        // A report stands before a label or a jump and does not branch, so frames stay as they are.
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new BlockInstrumenter(writer), ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        shape.append((access & Opcodes.ACC_STATIC) == 0 ? name + " " + descriptor + "\n" : "");
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
        return new Blocks(next, method.equals("<init>") ? shape.toString() : "");
    }

    /** One method. */
    private static final class Blocks extends MethodVisitor {
        private final StringBuilder block;

        Blocks(MethodVisitor next, String start) {
            super(Opcodes.ASM9, next);
            block = new StringBuilder(start);
        }

        private void saw(Object... words) {
            block.append(Arrays.deepToString(words)).append('\n');
        }

        private void end() {
            if (block.length() > 0) {
                mv.visitLdcInsn(Long.parseUnsignedLong(new Hash().add(block.toString()).hex(), 16));
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, TALLY, "executed", "(J)V", false);
                block.setLength(0);
            }
        }

        @Override
        public void visitLabel(Label label) {
            end();
            super.visitLabel(label);
        }

        @Override
        public void visitInsn(int opcode) {
            saw(opcode);
            if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN || opcode == Opcodes.ATHROW) {
                end();
            }
            super.visitInsn(opcode);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            saw(opcode);
            end();
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
            saw(min, max);
            end();
            super.visitTableSwitchInsn(min, max, otherwise, labels);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
            saw((Object) keys);
            end();
            super.visitLookupSwitchInsn(otherwise, keys, labels);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            saw(opcode, operand);
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitVarInsn(int opcode, int local) {
            saw(opcode, local);
            super.visitVarInsn(opcode, local);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            saw(opcode, type);
            super.visitTypeInsn(opcode, type);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            saw(opcode, owner, name, descriptor);
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean onInterface) {
            saw(opcode, owner, name, descriptor);
            super.visitMethodInsn(opcode, owner, name, descriptor, onInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            saw(name, descriptor, bootstrap, Arrays.toString(arguments).replaceAll("(lambda\\$\\w+)\\$\\d+", "$1"));
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
        }

        @Override
        public void visitLdcInsn(Object value) {
            saw(value.getClass(), value);
            super.visitLdcInsn(value);
        }

        @Override
        public void visitIincInsn(int local, int increment) {
            saw(local, increment);
            super.visitIincInsn(local, increment);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            saw(descriptor, dimensions);
            super.visitMultiANewArrayInsn(descriptor, dimensions);
        }
    }
}
