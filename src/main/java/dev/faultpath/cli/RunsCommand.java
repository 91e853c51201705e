package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.run.ArisingRuns;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code faultpath runs}: the runs of one pagemap that arise after migrations. */
@Command(name = "runs", sortOptions = false, description = "Lets devices pull a captured process's memory to themselves by the migration"
        + " helpers, and counts the runs of one pagemap that the first one's faults then meet: what a cached answer lives on.",
        footer = {"",
            "foreign: pages of other devices. calls: of a callback without a cache; with the last answer cached there is one for each of",
            "the runs. saved: the share of the calls that go. median: length of the run that the median foreign page lies in."})
final class RunsCommand extends PrintingCommand implements Callable<Integer> {
    @Option(names = "--layout", paramLabel = "NAME", description = "Only this captured layout.")
    private String layout;

    @Override
    public Integer call() {
        List<String> known = ArisingRuns.LAYOUTS;
        if (layout != null && !known.contains(layout)) {
            throw new InputException("no runs of layout '" + layout + "'; there are " + String.join(", ", known)
                    + Suggestion.of(layout, known));
        }
        for (String name : known) {
            if (layout == null || layout.equals(name)) {
                line("%s", name);
                Table table = new Table(2, "llrlrrrrr").row("chunk", "access", "devices", "memory", "foreign", "calls",
                        "runs", "median", "saved");
                for (ArisingRow r : ArisingRuns.rows(name)) {
                    table.row(r.chunkText(), r.access(), Integer.toString(r.devices()), r.shortage() ? "short" : "enough",
                            Long.toString(r.foreignPages()), Long.toString(r.comparisons()), Long.toString(r.runs()),
                            Integer.toString(r.median()), Text.percent(r.removed()));
                }
                out().print(table);
            }
        }
        return 0;
    }
}
