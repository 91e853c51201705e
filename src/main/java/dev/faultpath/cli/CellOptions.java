package dev.faultpath.cli;

import dev.faultpath.Text;
import dev.faultpath.layout.Layout;
import dev.faultpath.machine.Jdk;
import dev.faultpath.run.Preset;
import dev.faultpath.run.Selection;
import java.util.List;
import java.util.SortedMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which commands that run forks choose cells and JDKs. */
final class CellOptions {
    @Option(names = "--preset", paramLabel = "NAME", defaultValue = "quick", completionCandidates = Names.Presets.class,
            description = "smoke (that it works), quick (5 minutes, the default), standard (45 minutes a JDK), publish (75 minutes a"
                    + " JDK, and counts that need no quiet machine).")
    private String preset;

    @Mixin
    private CellChoice choice;

    @Option(names = "--jdk", paramLabel = "JDK[,JDK...]",
            description = "JDKs under test: versions (17,25) or folders. Default: the one this runs on.")
    private List<String> jdks = List.of();

    /** What they choose; an InputException says what cannot be. */
    Selection selection(boolean live) {
        Selection selection = choice.of(Preset.of(preset), Jdk.find(jdks()).stream().map(Jdk::feature).toList(), live);
        choice.requireStates(selection);
        return selection;
    }

    /** As {@link CellChoice#hidePaths}. */
    SortedMap<String, Layout> hidePaths() {
        return choice.hidePaths();
    }

    String preset() {
        return preset;
    }

    /** JDKs as they were given; empty for the one this runs on. */
    List<String> jdks() {
        return Text.parts(jdks);
    }

    /** The same options as text, without what names a place on this machine. */
    String text() {
        String text = " --preset " + preset + choice.options();
        return jdks.isEmpty() ? text : text + " --jdk " + String.join(",", Jdk.find(jdks()).stream().map(Jdk::feature).toList());
    }
}
