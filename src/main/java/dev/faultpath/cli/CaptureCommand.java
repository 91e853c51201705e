package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutCapture;
import dev.faultpath.layout.LayoutWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Captures a live process's memory as a layout. */
@Command(name = "capture", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Turns the memory of a live process into a layout, without names or absolute addresses.",
        footer = {"", "Reads /proc/PID/maps, pagemap and smaps. Physical contiguity needs CAP_SYS_ADMIN; without it a note in the",
            "layout says so and the rest is kept. Exit code: 0, or 2 when the process cannot be read."})
final class CaptureCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "The process, 'self' for this one.")
    private String pid;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where to write; it appears whole or not at all."
            + " Default: standard output.")
    private Path output;

    @Option(names = "--max-pages", paramLabel = "N", description = "Keep at most N pages that have an entry; the rest is cut"
            + " off, and a note says so. Default: ${DEFAULT-VALUE}.", defaultValue = "" + Layout.MAX_MAPPED_PAGES)
    private long maxPages;

    @Option(names = "--proc", paramLabel = "DIR", hidden = true, defaultValue = "/proc", description = "A folder in the shape of /proc.")
    private Path proc;

    @Override
    public Integer call() {
        Layout layout = LayoutCapture.capture(proc, number(), maxPages);
        if (output == null) {
            out().print(LayoutWriter.write(layout));
        } else {
            LayoutWriter.writeFile(layout, output);
            err().print(output + ": " + layout.vmas().size() + " VMAs, " + layout.runCount() + " runs, " + layout.mappedPages()
                    + " pages\n");
        }
        return 0;
    }

    private long number() {
        if (pid.equals("self")) {
            return ProcessHandle.current().pid();
        }
        if (!pid.isEmpty() && pid.length() <= 10 && pid.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Long.parseLong(pid);
        }
        throw new InputException("'" + pid + "' is not a process id");
    }
}
