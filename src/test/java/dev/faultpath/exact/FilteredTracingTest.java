package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import dev.faultpath.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system whose filter of system calls refuses to trace, as those of containers do: one line says so, and all else works. */
class FilteredTracingTest {
    private static final String REFUSED = "the system does not let one process trace another";

    @TempDir
    private Path temp;

    /** Runs a command, and all that it starts, under a filter that refuses ptrace. */
    static final class Filter {
        private static final int NO_FILTER = 99;
        /** Options of prctl: no process gains rights any more, which a filter asks for; and a filter. */
        private static final int NO_NEW_PRIVS = 38;
        private static final int SECCOMP = 22;
        private static final int BY_PROGRAM = 2;
        /** Instructions of the filter's language: code, jumps where it holds and where not, operand. */
        private static final int[][] PROGRAM = {{0x20, 0, 0, 0} /* number of the call */,
            {0x15, 0, 1, System.getProperty("os.arch").equals("aarch64") ? 117 : 101} /* ptrace? */,
            {0x06, 0, 0, 0x00050001} /* refused: EPERM */, {0x06, 0, 0, 0x7fff0000} /* allowed */};

        private Filter() {
        }

        public static void main(String[] command) throws Exception {
            Memory program = new Memory(8L * PROGRAM.length);
            for (int i = 0; i < PROGRAM.length; i++) {
                program.setShort(8L * i, (short) PROGRAM[i][0]);
                program.setByte(8L * i + 2, (byte) PROGRAM[i][1]);
                program.setByte(8L * i + 3, (byte) PROGRAM[i][2]);
                program.setInt(8L * i + 4, PROGRAM[i][3]);
            }
            Memory filter = new Memory(16);
            filter.setShort(0, (short) PROGRAM.length);
            filter.setPointer(8, program);
            if (prctl(NO_NEW_PRIVS, 1, Pointer.NULL) != 0 || prctl(SECCOMP, BY_PROGRAM, filter) != 0) {
                System.exit(NO_FILTER);
            }
            System.exit(new ProcessBuilder(command).inheritIO().start().waitFor()); // from this thread, whose filter it inherits
        }

        private static int prctl(int option, long value, Pointer what) {
            NativeLong none = new NativeLong(0);
            return Function.getFunction("c", "prctl").invokeInt(new Object[] {option, new NativeLong(value), what, none, none});
        }
    }

    /** The lines that the program prints under the filter. */
    private List<String> filtered(String... arguments) throws IOException, InterruptedException {
        Assumptions.assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-cp", System.getProperty("java.class.path"), Filter.class.getName(), java,
                "-Djava.io.tmpdir=" + temp, "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path said = temp.resolve("said");
        int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start().waitFor();
        Assumptions.assumeThat(code).as("filters are allowed here").isNotEqualTo(Filter.NO_FILTER);
        List<String> lines = Files.readAllLines(said);
        assertThat(code).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @Test
    void aProfiledRunSaysSoInOneLine() throws IOException, InterruptedException {
        assertThat(filtered("jmh", "HarnessBaselineBenchmark.baselineWordFill$", "-p", "pages=512", "-f", "1", "-wi", "2", "-i", "1", "-w",
                "20ms", "-r", "20ms", "-prof", InstructionProfiler.class.getName())).filteredOn(l -> l.contains(InstructionProfiler.PREFIX))
                .singleElement().asString().endsWith("not counted: " + REFUSED);
    }

    @Test
    void theEnvironmentsCheckSaysWhatToDo() throws IOException, InterruptedException {
        assertThat(filtered("check-env", "--seconds", "0")).filteredOn(l -> l.contains("instruction counts")).singleElement().asString()
                .contains("none: " + REFUSED);
    }
}
