package dev.faultpath.exact;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * The few calls of Linux that single-stepping a thread takes, through JNA. All requests for a thread must come from the one native
 * thread that attached to it.
 */
final class Ptrace {
    /** Wait for threads too, whatever made them. */
    static final int WALL = 0x40000000;
    static final int SIGTRAP = 5;
    /** Ignored by a JVM and by default: it ends a wait and does nothing else. */
    static final int SIGURG = 23;

    private static final long PEEKDATA = 2;
    private static final long SINGLESTEP = 9;
    private static final long DETACH = 17;
    private static final long GETREGSET = 0x4204;
    private static final long SEIZE = 0x4206;
    private static final long INTERRUPT = 0x4207;
    /** General purpose registers, as {@code GETREGSET} names them. */
    private static final long NT_PRSTATUS = 1;

    /** Size of a set of processors, bytes: 1,024 of them, as the C library has it. */
    private static final int MASK_BYTES = 128;

    /** Longest of the vector registers' sets, bytes: with the tiles of AMX. */
    private static final int LONGEST_SET = 16 << 10;

    /**
     * Registers of a processor: their number, which of them are the instruction and the stack pointer, and the name of the set of vector
     * registers, where a compiler may put what it has no other register for.
     */
    private enum Processor {
        X86_64(27, 16, 19, 0x202), AARCH64(34, 32, 31, 2);

        private final int registers;
        private final int instruction;
        private final int stack;
        private final long vectors;

        Processor(int registers, int instruction, int stack, long vectors) {
            this.registers = registers;
            this.instruction = instruction;
            this.stack = stack;
            this.vectors = vectors;
        }
    }

    private final Processor processor = Native.POINTER_SIZE == 8 && System.getProperty("os.arch").equals("aarch64")
            ? Processor.AARCH64 : Processor.X86_64;
    private final Memory status = new Memory(4);
    private final Memory registers = new Memory(LONGEST_SET);
    private final Memory vector = new Memory(16);
    private final Memory mask = new Memory(MASK_BYTES);

    static {
        Native.register(Ptrace.class, "c");
    }

    Ptrace() {
        vector.setPointer(0, registers);
    }

    private static native long ptrace(long request, int thread, long address, long data) throws LastErrorException;

    private static native int waitpid(int thread, long status, int options) throws LastErrorException;

    private static native int sched_setaffinity(int thread, long size, long mask) throws LastErrorException;

    private static native int sched_getaffinity(int thread, long size, long mask) throws LastErrorException;

    private static native int sched_getcpu() throws LastErrorException;

    private static native int prctl(int option, long value, long a, long b, long c) throws LastErrorException;

    private static native long signal(int number, long handler) throws LastErrorException;

    private static native int tgkill(int process, int thread, int signal) throws LastErrorException;

    /** Lets any process of the same user trace this one, where a system allows it to parents only. */
    static void allowAnyTracer() {
        prctl(0x59616d61, -1, 0, 0, 0);
    }

    /**
     * If the tracer of this process is killed, the stepped thread may meet one more trap, which by default ends the process. Ignoring it
     * is not enough, as the kernel forces it; a handler that does nothing is, and any function without arguments is one.
     */
    static void surviveTraps() {
        signal(SIGTRAP, Pointer.nativeValue(NativeLibrary.getInstance("c").getFunction("getpid")));
    }

    /** Attaches to a thread without stopping it. */
    void seize(int thread) {
        ptrace(SEIZE, thread, 0, 0);
    }

    /** Asks a thread to stop; {@link #await} tells when it has. */
    void interrupt(int thread) {
        ptrace(INTERRUPT, thread, 0, 0);
    }

    /**
     * Waits until a thread stops.
     *
     * @return the signal that stopped it, or -1 if it has ended
     */
    int await(int thread) {
        waitpid(thread, Pointer.nativeValue(status), WALL);
        int word = status.getInt(0);
        return (word & 0xff) == 0x7f ? word >> 8 & 0xff : -1;
    }

    /**
     * Lets a stopped thread execute one instruction.
     *
     * @param signal delivered to it before, 0 for none
     */
    void step(int thread, int signal) {
        ptrace(SINGLESTEP, thread, 0, signal);
    }

    /**
     * Lets a stopped thread go.
     *
     * @param signal delivered to it, 0 for none
     */
    void detach(int thread, int signal) {
        ptrace(DETACH, thread, 0, signal);
    }

    /** Where a stopped thread is. */
    long place(int thread) {
        fetch(thread, NT_PRSTATUS, 8 * processor.registers);
        return registers.getLong(8L * processor.instruction);
    }

    /** Registers, vector registers and the words on top of the stack of a stopped thread; a word that cannot be read is 0. */
    long[] snapshot(int thread, int words) {
        long[] general = read(thread, NT_PRSTATUS, 8 * processor.registers);
        long[] vectors = read(thread, processor.vectors, LONGEST_SET);
        LongStream stack = LongStream.range(0, words).map(i -> peek(thread, general[processor.stack] + 8 * i));
        return LongStream.concat(LongStream.concat(LongStream.of(general), LongStream.of(vectors)), stack).toArray();
    }

    /** Words of a set of registers. */
    private long[] read(int thread, long set, int bytes) {
        fetch(thread, set, bytes);
        return registers.getLongArray(0, (int) vector.getLong(8) / 8);
    }

    private void fetch(int thread, long set, int bytes) {
        vector.setLong(8, bytes);
        ptrace(GETREGSET, thread, set, Pointer.nativeValue(vector));
    }

    private static long peek(int thread, long address) {
        try {
            return ptrace(PEEKDATA, thread, address, 0);
        } catch (LastErrorException e) {
            return 0;
        }
    }

    /** Sends a signal to one thread. */
    static void signal(int process, int thread, int number) {
        tgkill(process, thread, number);
    }

    /** Processor time that a thread has used, nanoseconds; 0 if the system does not tell. */
    static long processorNanos(int process, int thread) {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/" + process + "/task/" + thread + "/schedstat")).split(" ")[0]);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** The processors that a thread may run on, as {@link #bind} takes them; thread 0 is the calling one. */
    long[] processors(int thread) {
        mask.clear(); // the kernel writes no more than it has processors
        sched_getaffinity(thread, mask.size(), Pointer.nativeValue(mask));
        return mask.getLongArray(0, (int) mask.size() / 8);
    }

    /** Binds a thread to some processors. */
    void bind(int thread, long[] processors) {
        mask.write(0, processors, 0, processors.length);
        sched_setaffinity(thread, mask.size(), Pointer.nativeValue(mask));
    }

    /** Number of the processor that the calling thread is on. */
    int here() {
        return sched_getcpu();
    }

    /** One processor and no other, as {@link #bind} takes them. */
    static long[] only(int number) {
        long[] one = new long[MASK_BYTES / 8];
        one[number / Long.SIZE] = 1L << number;
        return one;
    }
}
