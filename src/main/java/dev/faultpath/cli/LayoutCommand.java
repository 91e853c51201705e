package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, checks and writes layouts. */
@Command(name = "layout", mixinStandardHelpOptions = true, description = "Lists, checks and writes layouts.")
public final class LayoutCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Made by picocli. */
    public LayoutCommand() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: list, check or show");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Names of the layouts that ship with the suite.")
    int list() {
        PrintWriter out = spec.commandLine().getOut();
        Layouts.names().forEach(n -> out.print(n + "\n"));
        out.flush();
        return 0;
    }

    @Command(name = "check", mixinStandardHelpOptions = true, description = "Reads a layout and says what is in it, or what is wrong with it.")
    int check(@Parameters(paramLabel = "LAYOUT", description = "A layout file or name.") String name) {
        Layout layout = Layouts.named(name);
        Map<EntryKind, Long> pages = new EnumMap<>(EntryKind.class);
        for (Layout.Vma v : layout.vmas()) {
            v.runs().forEach(r -> pages.merge(r.kind(), r.pages(), Long::sum));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(name + ": valid; " + layout.devices().size() + " devices, " + layout.owners().size() + " owners, "
                + layout.pagemaps().size() + " pagemaps, " + layout.vmas().size() + " VMAs, " + layout.runCount() + " runs, "
                + layout.mappedPages() + " pages in runs\n");
        layout.notes().forEach(n -> out.print("note " + n + "\n"));
        pages.forEach((kind, n) -> out.print("  " + kind.token() + " " + n + " pages\n"));
        out.flush();
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Writes a layout in the canonical text form.")
    int show(@Parameters(paramLabel = "LAYOUT", description = "A layout file or name.") String name,
            @Option(names = "--place", paramLabel = "RULE", description = "Put anonymous present pages into device memory first.")
            String place,
            @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where to write. Default: standard output.")
            Path output) {
        Layout layout = Layouts.named(name);
        if (place != null) {
            DevicePlacement placement = DevicePlacement.parse(place);
            try {
                layout = placement.apply(layout);
            } catch (IllegalArgumentException e) {
                throw new InputException("--place " + place + " on " + name + ": " + e.getMessage(), e);
            }
        }
        if (output != null) {
            LayoutWriter.writeFile(layout, output);
        } else {
            PrintWriter out = spec.commandLine().getOut();
            out.print(LayoutWriter.write(layout));
            out.flush();
        }
        return 0;
    }
}
