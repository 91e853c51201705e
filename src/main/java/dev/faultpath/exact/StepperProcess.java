package dev.faultpath.exact;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link Stepper} from the side of the process that it steps. */
final class StepperProcess implements AutoCloseable {
    private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");

    private final Process process;
    private final BufferedReader answers;

    /**
     * Starts one and waits until it is ready.
     *
     * @throws Unable if it cannot be started here
     */
    StepperProcess() throws Unable {
        check(System.getProperty("os.name"), System.getProperty("os.arch"), YAMA);
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Stepper.class.getName(), Long.toString(ProcessHandle.current().pid()));
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new Unable("the process that counts cannot be started: " + e.getMessage());
        }
        answers = process.inputReader(StandardCharsets.US_ASCII);
        try {
            if (!"ready".equals(answers.readLine())) {
                close();
                throw new Unable("the process that counts does not start: JNA finds no library for this system");
            }
        } catch (IOException e) {
            close();
            throw new Unable("the process that counts does not start: " + e.getMessage());
        }
    }

    /**
     * Whether a system lets a thread be stepped, as far as its settings tell.
     *
     * @param scope file with the scope of tracing; may be missing
     * @throws Unable if it does not
     */
    static void check(String system, String processor, Path scope) throws Unable {
        if (!system.equals("Linux")) {
            throw new Unable(system + " has no ptrace that steps a thread; Linux has");
        }
        if (!List.of("amd64", "aarch64").contains(processor)) {
            throw new Unable("registers of " + processor + " are not known here; those of amd64 and aarch64 are");
        }
        String value;
        try {
            value = Files.exists(scope) ? Files.readString(scope).strip() : "0";
        } catch (IOException e) {
            value = "0";
        }
        if (value.equals("1")) {
            Ptrace.allowAnyTracer(); // only parents may trace, unless a process says otherwise
        } else if (value.equals("3") || value.equals("2") && !"root".equals(System.getProperty("user.name"))) {
            throw new Unable(String.format(Locale.ROOT, "%s is %s: tracing is %s; as root, set it to 1", scope, value,
                    value.equals("3") ? "forbidden until the next boot" : "for root only"));
        }
    }

    /**
     * Counts the instructions of an operation of a thread of this process.
     *
     * @param answered done as soon as there is an answer, while the thread still stands where it was counted
     */
    Counted count(Stepper.Request request, Runnable answered) {
        List<String> lines = new ArrayList<>();
        try {
            Writer requests = process.outputWriter(StandardCharsets.US_ASCII);
            requests.write(request.line() + "\n");
            requests.flush();
            for (String line = answers.readLine(); line != null && !line.equals("end"); line = answers.readLine()) {
                if (lines.isEmpty()) {
                    answered.run();
                }
                lines.add(line);
            }
        } catch (IOException e) {
            lines.clear(); // it ended
        }
        return Counted.of(lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
