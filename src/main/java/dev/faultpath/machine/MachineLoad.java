package dev.faultpath.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * Where the machine's time went since boot, from {@code /proc}. Two moments tell what the hypervisor stole between them, and what
 * processes that are not ours used.
 *
 * @param total  ticks of all processors together since boot
 * @param busy   ticks in which a processor ran anything
 * @param stolen ticks the hypervisor gave to others
 * @param own    ticks used by our processes and those children of theirs that ended
 */
public record MachineLoad(long total, long busy, long stolen, long own) {
    /** Largest share of a block's time that the hypervisor may take. */
    public static final double MOST_STEAL = 0.02;
    /** Largest share of a block's time that other programs may use. */
    public static final double MOST_FOREIGN = 0.10;

    /** The load now, with the ids of the processes that count as ours, as do their ended children; {@code null} if it is not known. */
    public static MachineLoad now(long... own) {
        return read(Path.of("/proc"), own);
    }

    static MachineLoad read(Path proc, long... own) {
        try {
            String[] cpu = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1).lines().findFirst().orElse("")
                    .trim().split("\\s+");
            // cpu user nice system idle iowait irq softirq steal …: proc(5)
            if (cpu.length < 9 || !cpu[0].equals("cpu")) {
                return null;
            }
            long total = 0;
            for (int i = 1; i <= 8; i++) {
                total += Long.parseLong(cpu[i]);
            }
            long idle = Long.parseLong(cpu[4]) + Long.parseLong(cpu[5]);
            long stolen = Long.parseLong(cpu[8]);
            long ours = 0;
            for (long pid : own) {
                ours += ticks(proc, pid);
            }
            return new MachineLoad(total, total - idle - stolen, stolen, ours);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private static long ticks(Path proc, long pid) {
        try {
            String stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in brackets may hold blanks; utime stime cutime cstime are the 12th to 15th field behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]) + Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        } catch (IOException | RuntimeException e) {
            return 0; // ended meanwhile
        }
    }

    /**
     * What others did to the machine meanwhile.
     *
     * @param steal   share that the hypervisor stole, 0 to 1; NaN if unknown
     * @param foreign share that processes used which are not ours, 0 to 1; NaN if unknown
     */
    public record Shares(double steal, double foreign) {
    }

    /** Waits some seconds, and tells what others did meanwhile; {@code own} as for {@link #now}. */
    public static Shares during(double seconds, long... own) throws InterruptedException {
        MachineLoad before = now(own);
        Thread.sleep((long) (seconds * 1000));
        MachineLoad after = now(own);
        return new Shares(steal(before, after), foreign(before, after));
    }

    /** Share stolen between two moments, 0 to 1; NaN if unknown. */
    public static double steal(MachineLoad before, MachineLoad after) {
        return share(before, after, MachineLoad::stolen);
    }

    /** Share used by other processes between two moments, 0 to 1; NaN if unknown. */
    public static double foreign(MachineLoad before, MachineLoad after) {
        return share(before, after, load -> load.busy - load.own);
    }

    private static double share(MachineLoad before, MachineLoad after, ToLongFunction<MachineLoad> ticks) {
        return before == null || after == null || after.total <= before.total ? Double.NaN : Math.max(0, Math.min(1,
                (double) (ticks.applyAsLong(after) - ticks.applyAsLong(before)) / (after.total - before.total)));
    }
}
