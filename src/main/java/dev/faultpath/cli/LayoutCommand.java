package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutWriter;
import dev.faultpath.layout.Layouts;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Lists, checks and writes layouts. */
@Command(name = "layout", mixinStandardHelpOptions = true, description = "Lists, checks and writes layouts.")
final class LayoutCommand extends PrintingCommand implements Runnable {
    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "say which: list, check or show");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Names of the layouts that ship with the suite.")
    int list() {
        Layouts.names().forEach(n -> line("%s", n));
        return 0;
    }

    @Command(name = "check", mixinStandardHelpOptions = true,
            description = "Reads a layout and says what is in it, or what is wrong with it.")
    int check(@Parameters(paramLabel = "LAYOUT", description = "A layout file or name.") String name) {
        Layout layout = Layouts.named(name);
        Map<EntryKind, Long> pages = new EnumMap<>(EntryKind.class);
        for (Layout.Vma v : layout.vmas()) {
            v.runs().forEach(r -> pages.merge(r.kind(), r.pages(), Long::sum));
        }
        out().print(fit(name + ": valid; " + layout.devices().size() + " devices, " + layout.owners().size() + " owners, "
                + layout.pagemaps().size() + " pagemaps, " + layout.vmas().size() + " VMAs, " + layout.runCount() + " runs, "
                + layout.mappedPages() + " pages in runs\n"));
        layout.notes().forEach(n -> line("note %s", n));
        pages.forEach((kind, n) -> line("  %s %d pages", kind.token(), n));
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
            out().print(LayoutWriter.write(layout));
        }
        return 0;
    }
}
