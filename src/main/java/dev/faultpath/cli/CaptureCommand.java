package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutCapture;
import dev.faultpath.layout.LayoutWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
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
        ConsoleLine line = new ConsoleLine(err(), ConsoleProgress.onTerminal());
        Layout layout;
        try {
            layout = LayoutCapture.capture(proc, number(), maxPages, progress(line));
        } finally {
            line.finish();
        }
        if (output == null) {
            out().print(LayoutWriter.write(layout));
        } else {
            LayoutWriter.writeFile(layout, output);
            err().print(output + ": " + layout.vmas().size() + " VMAs, " + layout.runCount() + " runs, " + layout.mappedPages()
                    + " pages\n");
        }
        return 0;
    }

    /** Says now and then how far it is, once it takes long: seconds on a terminal, else ten. */
    private static LongConsumer progress(ConsoleLine line) {
        long every = (line.terminal() ? 1 : 10) * 1_000_000_000L;
        AtomicLong told = new AtomicLong(System.nanoTime());
        return pages -> {
            long now = System.nanoTime();
            if (now - told.get() > every) {
                told.set(now);
                String text = "entries of " + (pages >> 18) + " GiB of address space are read";
                if (line.terminal()) {
                    line.renew(text);
                } else {
                    line.print(text);
                }
            }
        };
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
