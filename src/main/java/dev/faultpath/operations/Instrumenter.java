package dev.faultpath.operations;

import dev.faultpath.results.Operations.Memory;
import dev.faultpath.results.Operations.Step;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Puts a report to {@link Tally} before each access, call, branch and allocation of a class. Line numbers and names of locals do not
 * matter to it, so a change of comments changes no count. Static fields are constants here and are not counted; stores of a constructor
 * to its own fields belong to the allocation.
 *
 * <p>Calls whose arguments say what is touched (a {@code VarHandle}, {@code Arrays.fill}) go through a method that is added to the class:
 * it has the arguments as parameters, wherever they stood on the stack.
 */
final class Instrumenter extends ClassVisitor {
    private static final String ROOT = "dev/faultpath/";
    private static final String TALLY = Type.getInternalName(Tally.class);
    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final String ARRAYS = "java/util/Arrays";
    private static final String ATOMIC = "java/util/concurrent/atomic/";
    private static final String LOCKS = "java/util/concurrent/locks/";
    private static final String PERCPU_REF = ROOT + "model/PercpuRef";
    private static final String SRCU = ROOT + "model/Srcu";
    private static final Map<String, Memory> OBJECTS = Map.of(ROOT + "model/Pagemap", Memory.PAGEMAPS, PERCPU_REF, Memory.REFERENCES,
            SRCU, Memory.REFERENCES, ROOT + "model/Owner", Memory.OWNERS, ROOT + "model/Device", Memory.DEVICES,
            ROOT + "model/Vma", Memory.AREAS, ROOT + "model/IntervalNotifier", Memory.NOTIFIERS,
            ROOT + "model/NotifierSubscriptions", Memory.NOTIFIERS, ROOT + "model/HmmRange", Memory.REQUEST);
    private static final Set<String> REGISTRY = Set.of("acquire", "release", "mayRead");

    private final Hierarchy hierarchy;
    private final Map<String, Bridge> bridges = new LinkedHashMap<>();
    private String name;
    private boolean isInterface;

    private Instrumenter(ClassVisitor next, Hierarchy hierarchy) {
        super(Opcodes.ASM9, next);
        this.hierarchy = hierarchy;
    }

    /** The class with reports in it. */
    static byte[] instrument(byte[] code, Hierarchy hierarchy) {
        ClassReader reader = new ClassReader(code);
        // Nothing that is put in branches, so frames stay as they are.
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Instrumenter(writer, hierarchy), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(int version, int access, String internalName, String signature, String superName, String[] interfaces) {
        name = internalName;
        isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
        super.visit(version, access, internalName, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(int access, String method, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
        return next == null || method.equals("<clinit>") ? next : new Reporting(next, access, method);
    }

    @Override
    public void visitEnd() {
        bridges.values().forEach(this::write);
        super.visitEnd();
    }

    /** A call that goes through a method of its own. */
    private record Bridge(String method, int opcode, String owner, String called, String descriptor, String bridged, boolean onInterface) {
    }

    private void write(Bridge bridge) {
        MethodVisitor out = super.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, bridge.method,
                bridge.bridged, null, null);
        out.visitCode();
        Type[] arguments = Type.getArgumentTypes(bridge.bridged);
        int[] at = new int[arguments.length];
        for (int i = 1; i < at.length; i++) {
            at[i] = at[i - 1] + arguments[i - 1].getSize();
        }
        if (bridge.owner.equals(VAR_HANDLE)) {
            reportHandle(out, bridge.called, arguments, at);
        } else {
            reportBulk(out, bridge, at);
        }
        for (int i = 0; i < arguments.length; i++) {
            out.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), at[i]);
        }
        out.visitMethodInsn(bridge.opcode, bridge.owner, bridge.called, bridge.descriptor, bridge.onInterface);
        out.visitInsn(Type.getReturnType(bridge.descriptor).getOpcode(Opcodes.IRETURN));
        out.visitMaxs(0, 0);
        out.visitEnd();
    }

    /** Argument 0 is the handle; then an array and an index, or an object whose field it is. */
    private static void reportHandle(MethodVisitor out, String called, Type[] arguments, int[] at) {
        if (arguments.length < 2) {
            return; // a static field
        }
        boolean array = arguments.length > 2 && (arguments[1].getSort() == Type.ARRAY
                || arguments[1].getInternalName().startsWith("java/nio/"));
        Step order = order(called);
        if (!called.startsWith("set")) {
            reportHandle(out, arguments[1], at, array, false);
        }
        if (!called.startsWith("get") || order == Step.ATOMIC_UPDATES) {
            reportHandle(out, arguments[1], at, array, true);
        }
        if (order != null) {
            step(out, order);
        }
    }

    private static void reportHandle(MethodVisitor out, Type holder, int[] at, boolean array, boolean store) {
        if (array) {
            out.visitVarInsn(Opcodes.ALOAD, at[1]);
            out.visitVarInsn(Opcodes.ILOAD, at[2]);
            call(out, store ? "store" : "load", "(Ljava/lang/Object;I)V");
        } else if (OBJECTS.containsKey(holder.getInternalName())) {
            out.visitVarInsn(Opcodes.ALOAD, at[1]);
            memory(out, OBJECTS.get(holder.getInternalName()), store);
        } else {
            call(out, store ? "putOther" : "getOther", "()V");
        }
    }

    private static void reportBulk(MethodVisitor out, Bridge bridge, int[] at) {
        switch (bridge.called) {
            case "fill" -> {
                out.visitVarInsn(Opcodes.ALOAD, 0);
                if (at.length == 2) {
                    out.visitInsn(Opcodes.ICONST_0);
                    length(out, 0);
                } else {
                    span(out, at[1], at[2]);
                }
                call(out, "storeAll", "(Ljava/lang/Object;II)V");
            }
            case "arraycopy" -> {
                for (int side = 0; side < 2; side++) {
                    out.visitVarInsn(Opcodes.ALOAD, at[2 * side]);
                    out.visitVarInsn(Opcodes.ILOAD, at[2 * side + 1]);
                    out.visitVarInsn(Opcodes.ILOAD, at[4]);
                    call(out, side == 0 ? "loadAll" : "storeAll", "(Ljava/lang/Object;II)V");
                }
            }
            default -> {
                // copyOf, copyOfRange, clone: what is there of the part that is wanted
                out.visitVarInsn(Opcodes.ALOAD, 0);
                if (bridge.called.equals("copyOfRange")) {
                    out.visitVarInsn(Opcodes.ILOAD, at[1]);
                    out.visitVarInsn(Opcodes.ILOAD, at[2]);
                } else {
                    out.visitInsn(Opcodes.ICONST_0);
                    if (at.length > 1) {
                        out.visitVarInsn(Opcodes.ILOAD, at[1]);
                    } else {
                        length(out, 0);
                    }
                }
                length(out, 0);
                out.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
                if (bridge.called.equals("copyOfRange")) {
                    out.visitVarInsn(Opcodes.ILOAD, at[1]);
                    out.visitInsn(Opcodes.ISUB);
                }
                call(out, "loadAll", "(Ljava/lang/Object;II)V");
                step(out, Step.ARRAYS_MADE);
            }
        }
    }

    private static void length(MethodVisitor out, int array) {
        out.visitVarInsn(Opcodes.ALOAD, array);
        out.visitInsn(Opcodes.ARRAYLENGTH);
    }

    private static void span(MethodVisitor out, int from, int to) {
        out.visitVarInsn(Opcodes.ILOAD, from);
        out.visitVarInsn(Opcodes.ILOAD, to);
        out.visitVarInsn(Opcodes.ILOAD, from);
        out.visitInsn(Opcodes.ISUB);
    }

    private static void call(MethodVisitor out, String report, String descriptor) {
        out.visitMethodInsn(Opcodes.INVOKESTATIC, TALLY, report, descriptor, false);
    }

    private static void step(MethodVisitor out, Step step) {
        out.visitIntInsn(Opcodes.BIPUSH, step.ordinal());
        call(out, "step", "(I)V");
    }

    private static void memory(MethodVisitor out, Memory memory, boolean store) {
        out.visitIntInsn(Opcodes.BIPUSH, memory.ordinal());
        call(out, store ? "put" : "get", "(Ljava/lang/Object;I)V");
    }

    /** The memory order that a method of a variable handle or an atomic class asks for; {@code null} if none. */
    private static Step order(String method) {
        return switch (method) {
            case "getVolatile" -> Step.VOLATILE_LOADS;
            case "setVolatile" -> Step.VOLATILE_STORES;
            case "getOpaque", "setOpaque" -> Step.OPAQUE_ACCESSES;
            case "getAcquire" -> Step.ACQUIRES;
            case "setRelease", "lazySet" -> Step.RELEASES;
            case "get", "set", "getPlain", "setPlain", "intValue", "longValue", "length" -> null;
            case "fullFence", "acquireFence", "releaseFence", "loadLoadFence", "storeStoreFence" -> Step.FENCES;
            default -> Step.ATOMIC_UPDATES;
        };
    }

    /** One method. */
    private final class Reporting extends MethodVisitor {
        private final boolean constructor;
        private final boolean lambda;
        private final boolean locked;

        Reporting(MethodVisitor next, int access, String method) {
            super(Opcodes.ASM9, next);
            constructor = method.equals("<init>");
            lambda = method.startsWith("lambda$");
            locked = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
        }

        private void report(Step step) {
            step(mv, step);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (lambda) {
                report(Step.LAMBDA_CALLS);
            }
            if (locked) {
                report(Step.LOCKS);
            }
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
                super.visitInsn(Opcodes.DUP2);
                call(mv, "load", "(Ljava/lang/Object;I)V");
            } else if (opcode == Opcodes.LASTORE || opcode == Opcodes.DASTORE) {
                stored(Opcodes.DUP2_X2, Opcodes.POP2, Opcodes.DUP2_X2);
            } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
                stored(Opcodes.DUP_X2, Opcodes.POP, Opcodes.DUP2_X1);
            } else if (opcode == Opcodes.MONITORENTER) {
                report(Step.LOCKS);
            }
            super.visitInsn(opcode);
        }

        /** Puts the value below array and index, copies these, and puts them back: the ways differ by the size of the value. */
        private void stored(int valueDown, int valueOff, int placeDown) {
            super.visitInsn(valueDown);
            super.visitInsn(valueOff);
            super.visitInsn(Opcodes.DUP2);
            call(mv, "store", "(Ljava/lang/Object;I)V");
            super.visitInsn(placeDown);
            super.visitInsn(Opcodes.POP2);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
            Memory memory = OBJECTS.get(owner);
            if (opcode == Opcodes.GETFIELD) {
                if (memory == null) {
                    call(mv, "getOther", "()V");
                } else {
                    super.visitInsn(Opcodes.DUP);
                    memory(mv, memory, false);
                }
                if (hierarchy.isVolatile(owner, field)) {
                    report(Step.VOLATILE_LOADS);
                }
            } else if (opcode == Opcodes.PUTFIELD && !(constructor && owner.equals(name))) {
                if (memory == null) {
                    call(mv, "putOther", "()V");
                } else if (Type.getType(descriptor).getSize() == 2) {
                    super.visitInsn(Opcodes.DUP2_X1);
                    super.visitInsn(Opcodes.POP2);
                    super.visitInsn(Opcodes.DUP);
                    memory(mv, memory, true);
                    super.visitInsn(Opcodes.DUP_X2);
                    super.visitInsn(Opcodes.POP);
                } else {
                    super.visitInsn(Opcodes.DUP2);
                    super.visitInsn(Opcodes.POP);
                    memory(mv, memory, true);
                }
                if (hierarchy.isVolatile(owner, field)) {
                    report(Step.VOLATILE_STORES);
                }
            }
            super.visitFieldInsn(opcode, owner, field, descriptor);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            super.visitTypeInsn(opcode, type); // first: frames name the place of the instruction
            if (opcode == Opcodes.NEW) {
                report(Step.OBJECTS_MADE);
            } else if (opcode == Opcodes.ANEWARRAY) {
                report(Step.ARRAYS_MADE);
            }
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            if (opcode == Opcodes.NEWARRAY) {
                report(Step.ARRAYS_MADE);
            }
            super.visitIntInsn(opcode, operand);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            report(Step.ARRAYS_MADE);
            super.visitMultiANewArrayInsn(descriptor, dimensions);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            if (opcode != Opcodes.GOTO && opcode != Opcodes.JSR) {
                report(Step.BRANCHES);
            }
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
            report(Step.BRANCHES);
            super.visitTableSwitchInsn(min, max, otherwise, labels);
        }

        @Override
        public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
            report(Step.BRANCHES);
            super.visitLookupSwitchInsn(otherwise, keys, labels);
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            if (!bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
                report(Step.LIBRARY_CALLS);
            } else if (Type.getArgumentTypes(descriptor).length > 0) {
                report(Step.OBJECTS_MADE); // without captured values it is made once
            }
            super.visitInvokeDynamicInsn(method, descriptor, bootstrap, arguments);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean onInterface) {
            if (method.equals("<init>") || owner.equals(TALLY)) {
                super.visitMethodInsn(opcode, owner, method, descriptor, onInterface);
                return;
            }
            if (owner.startsWith(ROOT)) {
                ours(opcode, owner, method, descriptor);
            } else if (owner.startsWith("java/util/function/") || owner.equals("java/lang/Runnable")) {
                report(Step.INTERFACE_CALLS);
            } else if (owner.equals(VAR_HANDLE)) {
                if (opcode == Opcodes.INVOKEVIRTUAL) {
                    bridge(opcode, owner, method, descriptor, onInterface);
                    return;
                }
                report(order(method));
            } else if (owner.startsWith(ATOMIC)) {
                atomic(method);
            } else if (owner.startsWith(LOCKS)) {
                lock(owner, method);
            } else {
                report(Step.LIBRARY_CALLS);
                if (touchesArrays(owner, method)) {
                    bridge(opcode, owner, method, descriptor, onInterface);
                    return;
                }
            }
            super.visitMethodInsn(opcode, owner, method, descriptor, onInterface);
        }

        private void ours(int opcode, String owner, String method, String descriptor) {
            report(opcode == Opcodes.INVOKEINTERFACE ? Step.INTERFACE_CALLS
                    : opcode == Opcodes.INVOKEVIRTUAL && !hierarchy.decided(owner, method, descriptor) ? Step.VIRTUAL_CALLS
                    : Step.DIRECT_CALLS);
            if (method.equals("mayAccess") && hierarchy.is(owner, ROOT + "model/PagemapCallback")
                    || method.equals("mayUse") && owner.equals(ROOT + "model/PeerAccess")) {
                report(Step.CALLBACK_CALLS);
            } else if (method.equals("distance") && owner.equals(ROOT + "design/callback/PciTopology")) {
                report(Step.BUS_DISTANCES);
            } else if (method.equals("has") && hierarchy.is(owner, ROOT + "design/registry/Interconnect")) {
                report(Step.INTERCONNECT_QUESTIONS);
            } else if (REGISTRY.contains(method) && hierarchy.is(owner, ROOT + "design/registry/OwnerRegistry")) {
                report(Step.REGISTRY_QUESTIONS);
            }
        }

        private void atomic(String method) {
            Step order = switch (method) {
                case "get" -> Step.VOLATILE_LOADS;
                case "set" -> Step.VOLATILE_STORES;
                default -> order(method);
            };
            if (order != null) {
                report(order == Step.ATOMIC_UPDATES && (name.equals(PERCPU_REF) || name.equals(SRCU)) ? Step.REFERENCE_UPDATES : order);
            }
        }

        private void lock(String owner, String method) {
            if (method.equals("tryOptimisticRead") || method.equals("validate")) {
                report(Step.ACQUIRES);
            } else if (method.matches("lock.*|tryLock|(read|write)Lock.*") && !owner.endsWith("ReadWriteLock")) {
                report(Step.LOCKS);
            }
        }

        private void bridge(int opcode, String owner, String method, String descriptor, boolean onInterface) {
            String receiver = opcode == Opcodes.INVOKESTATIC ? ""
                    : owner.startsWith("[") ? owner : "L" + owner + ";";
            String bridged = "(" + receiver + descriptor.substring(1);
            Bridge bridge = bridges.computeIfAbsent(owner + "." + method + descriptor, k ->
                    new Bridge("faultpath$operation" + bridges.size(), opcode, owner, method, descriptor, bridged, onInterface));
            super.visitMethodInsn(Opcodes.INVOKESTATIC, name, bridge.method, bridge.bridged, isInterface);
        }
    }

    private static boolean touchesArrays(String owner, String method) {
        return owner.equals(ARRAYS) && Set.of("fill", "copyOf", "copyOfRange").contains(method)
                || owner.equals("java/lang/System") && method.equals("arraycopy") || owner.startsWith("[") && method.equals("clone");
    }
}
