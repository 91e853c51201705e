package dev.faultpath.run;

import dev.faultpath.exact.Counting;
import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.GroupForkRunner;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When a run counts instructions: in the forks that it times, or when all is timed. Decides from the {@link RunLog} alone. */
final class InstructionCounts {
    /** Forks of a cell that may tell nothing new of its instructions before it is not asked again. */
    private static final int IN_VAIN = 3;
    /** Part of the budget that counts of forms may take on top of it, once all is timed. */
    private static final double FORMS_SHARE = 0.4;
    /** The same of counts at smaller sizes. */
    private static final double SIZES_SHARE = 0.1;
    /** Cells that are counted at a smaller size together: enough for two processors, and few where the time is nearly over. */
    private static final int TOGETHER = 4;

    private final ForkRunner forks;
    private final RunLog log;
    private final Plan plan;
    private final Consumer<RunLine> write;
    private final RunListener listener;
    private final BooleanSupplier cancelled;

    InstructionCounts(ForkRunner forks, RunLog log, Consumer<RunLine> write, RunListener listener, BooleanSupplier cancelled) {
        this.forks = forks;
        this.log = log;
        this.plan = log.plan();
        this.write = write;
        this.listener = listener;
        this.cancelled = cancelled;
    }

    /**
     * Whether the next fork of a cell is to count instructions: the first, and any after one whose form is not counted yet. A cell that
     * cannot be counted is asked a few times only, and no more once it fails again for the same reason.
     */
    boolean wanted(Cell cell) {
        List<Fork> own = log.forks(cell);
        List<String> vain = own.stream().filter(f -> f.form() == null || f.form().uncounted() != null)
                .map(f -> f.form() == null ? "" : f.form().uncounted()).toList();
        if (plan.target() == 0 || plan.countsLast() || InstructionCount.tooLong(cell) || hopeless(vain)) {
            return false;
        }
        List<CompiledForm> forms = own.stream().map(Fork::form).filter(Objects::nonNull).toList();
        return forms.isEmpty() || forms.stream().noneMatch(f -> f.counted() && f.id().equals(forms.get(forms.size() - 1).id()));
    }

    /** Whether what failed for these reasons fails for good: often enough, twice for one that no luck can change, or for what it is. */
    private static boolean hopeless(List<String> reasons) {
        return reasons.size() >= IN_VAIN || reasons.stream().anyMatch(r -> r.endsWith(Counting.MORE_THREADS))
                || reasons.stream().noneMatch(r -> r.startsWith(CompiledForm.CHANGED))
                && reasons.stream().map(r -> r.replaceAll("[\\d,.]+", "")).distinct().count() < reasons.size();
    }

    /**
     * Counts the forms that forks were timed in and that nobody has counted, whatever else the machine does, as far as the time for it
     * lasts; false if the run was cancelled. Where the first cells cannot be counted, the machine seems to forbid it, and no others are
     * asked.
     */
    boolean ofForms() throws InterruptedException {
        if (plan.target() == 0 || !plan.countsLast()) {
            return true;
        }
        long end = end(FORMS_SHARE);
        for (List<Cell> wanted = uncounted(); !wanted.isEmpty() && !cannotCount() && System.nanoTime() < end; wanted = uncounted()) {
            List<Cell> left = wanted;
            List<Cell> some = left.stream().filter(c -> c.jdk().equals(left.get(0).jdk())).limit(GroupForkRunner.MOST).toList();
            List<InstructionCount> counts = InstructionCount.of(forks, some, plan.shape());
            if (ForkOutcome.cutShort(counts.stream().anyMatch(c -> c.failure() != null), cancelled) || cancelled.getAsBoolean()) {
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                InstructionCount count = counts.get(i);
                write.accept(new RunLine.Counted(some.get(i).label(),
                        count.failure() == null ? count.form() : CompiledForm.uncounted(count.failure())));
            }
            listener.counted((int) plan.cells().stream().filter(c -> !log.counts(c).isEmpty()).count(), left.size());
        }
        return true;
    }

    /** All cells, what most forks are wanted of first: time may not last for all. */
    private Stream<Cell> inOrder() {
        return plan.cells().stream().sorted(Comparator.comparingInt(plan::blocks).reversed());
    }

    private long end(double share) {
        return System.nanoTime() + (long) (share * plan.budgetSeconds() * 1e9);
    }

    /** Cells with a form that was timed and not counted, as far as asking again is worth it. */
    private List<Cell> uncounted() {
        return inOrder().filter(c -> !InstructionCount.tooLong(c)).filter(c -> {
            List<CompiledForm> asked = log.counts(c);
            CellResult result = log.result(c);
            Map<String, Double> counted = result.counts();
            boolean vain = asked.size() - counted.size() >= IN_VAIN
                    || hopeless(asked.stream().map(CompiledForm::uncounted).filter(Objects::nonNull).toList());
            return !vain && !result.varies() && result.counting().stream().map(Fork::form)
                    .anyMatch(f -> f != null && !counted.containsKey(f.id()));
        }).toList();
    }

    /** Counts what is too long at smaller sizes, as far as the time for it lasts; false if the run was cancelled. */
    boolean ofSmallerSizes() throws InterruptedException {
        if (plan.target() == 0 || cannotCount()) {
            return true;
        }
        long end = end(SIZES_SHARE);
        Map<String, List<Cell>> byJdk = inOrder().filter(c -> InstructionCount.tooLong(c) && !log.sized(c))
                .filter(c -> log.forks(c).stream().anyMatch(Fork::counts))
                .collect(Collectors.groupingBy(Cell::jdk, LinkedHashMap::new, Collectors.toList()));
        for (List<Cell> cells : byJdk.values()) {
            for (int from = 0; from < cells.size() && System.nanoTime() < end; from += TOGETHER) {
                List<Cell> some = cells.subList(from, Math.min(cells.size(), from + TOGETHER));
                List<InstructionCount> counts = InstructionCount.of(forks, some, plan.shape());
                if (cancelled.getAsBoolean()) {
                    return false;
                }
                for (int i = 0; i < some.size(); i++) {
                    write.accept(new RunLine.Sized(some.get(i).label(), counts.get(i).sizes()));
                }
            }
        }
        return true;
    }

    /** Whether this machine seems to forbid it: forks were asked, and none could. */
    private boolean cannotCount() {
        List<CompiledForm> forms = plan.cells().stream().flatMap(c -> log.forks(c).stream()).map(Fork::form).filter(Objects::nonNull)
                .toList();
        return forms.stream().anyMatch(f -> f.uncounted() != null) && forms.stream().noneMatch(CompiledForm::counted);
    }
}
