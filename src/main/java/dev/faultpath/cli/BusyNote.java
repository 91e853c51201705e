package dev.faultpath.cli;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RunLine;
import dev.faultpath.run.RunLog;
import java.util.List;
import java.util.Locale;

/** Says what a busy machine did to a run, and what to do about it. */
final class BusyNote {
    private BusyNote() {
    }

    /** Lines, each after a line break; empty if the machine was quiet. */
    static String of(RunLog log) {
        StringBuilder text = new StringBuilder();
        List<RunLine.Judgement> restless = log.judgements().stream().filter(j -> !j.status().equals("good")).toList();
        if (!restless.isEmpty()) {
            text.append(String.format(Locale.ROOT, "%nthe machine was not quiet in %d of %d blocks: %s", restless.size(),
                    log.judgements().size(), restless.get(0).reason()));
        }
        List<Fork> forks = log.results().stream().flatMap(c -> c.forks().stream()).toList();
        long left = forks.stream().filter(f -> f.status() == Fork.Status.VOID).count();
        long slow = forks.stream().filter(f -> f.flags().contains(Fork.SLOW)).count();
        if (left > 0) {
            text.append(String.format(Locale.ROOT, "%n%d of %d forks do not count%s", left, forks.size(),
                    slow == 0 ? "" : ", " + slow + " as their processor was slow at the time"));
        }
        if (log.paused() > 0) {
            text.append(String.format(Locale.ROOT, "%nwaited %s for a quiet machine", ConsoleProgress.time(log.paused())));
        }
        long noisy = log.results().stream().mapToLong(CellResult::noisy).sum();
        if (noisy > 0) {
            text.append(String.format(Locale.ROOT, "%nwarning: %d forks count although the machine was busy, as nothing better came: their"
                    + " times are uncertain, instructions and operations are exact. End what else runs (top shows it) and run again, or"
                    + " give more time with --budget", noisy));
        }
        return text.toString();
    }
}
