package dev.faultpath.run;

import dev.faultpath.forks.Cell;
import dev.faultpath.forks.ForkOutcome;
import dev.faultpath.forks.ForkRunner;
import dev.faultpath.forks.Shape;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.SizedCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Instructions of a cell, counted in forks that nobody times. Operations that are too long to be stepped are counted at smaller sizes of
 * the same parameters: what the least and the largest need tells the fixed part and the part a page. The compilers may make other code
 * for another size; that it makes no difference is seen by a third size, which has to lie on the line of the two.
 *
 * @param instructions of an operation; NaN if they could not be counted
 * @param form         of the fork that counted; {@code null} if none did
 * @param sizes        the smaller sizes; empty if the cell's own was counted
 * @param timed        the fork that counted, with what it allocated; {@code null} if it did not end well
 * @param failure      why they could not be counted, one line; {@code null} if they could
 */
public record InstructionCount(double instructions, CompiledForm form, List<SizedCount> sizes, Fork timed, String failure) {
    /** Sizes that are counted instead, pages. */
    private static final List<Integer> SMALLER = List.of(512, 1024, 1536);
    /** Most pages of an operation that is stepped itself. */
    private static final int MOST_PAGES = Collections.max(SMALLER);
    /** How far from the line the count of a size between may lie, as a share of it. */
    private static final double MOST_BESIDE = 0.01;

    /** By how much operations of a smaller size may differ, as a share: their mean then stands for them. */
    private static final double MOST_SPREAD = 0.02;
    /** Forks that may be taken for one count. */
    private static final int ATTEMPTS = 3;
    private static final String NO_FORM = "a build from before forks counted";

    /** Counts a cell, in a fork or, where it is too long, one of each smaller size; {@code shape} is of forks that count nothing. */
    public static InstructionCount of(ForkRunner forks, Cell cell, Shape shape) throws InterruptedException {
        return of(forks, List.of(cell), shape).get(0);
    }

    /** The same of cells of one JDK, as many of them at once as the runner can. */
    static List<InstructionCount> of(ForkRunner forks, List<Cell> cells, Shape shape) throws InterruptedException {
        Map<Cell, InstructionCount> last = new HashMap<>();
        count(forks, cells.stream().filter(c -> !tooLong(c)).toList(), c -> c, shape.counting(), last);
        Map<Cell, List<SizedCount>> sizes = new LinkedHashMap<>();
        cells.stream().filter(InstructionCount::tooLong).forEach(c -> sizes.put(c, new ArrayList<>()));
        for (int pages : SMALLER) {
            count(forks, List.copyOf(sizes.keySet()), c -> c.sized(pages), shape.counting(), last);
            sizes.keySet().forEach(cell -> last.computeIfPresent(cell, (c, count) -> count.steady(pages)));
            sizes.keySet().removeIf(cell -> last.get(cell).failure != null); // of the other sizes nothing would follow
            sizes.forEach((cell, counts) -> counts.add(new SizedCount(pages, last.get(cell).instructions)));
        }
        sizes.forEach((cell, counts) -> last.computeIfPresent(cell, (c, count) -> count.onLine(cell, counts)));
        return cells.stream().map(last::get).toList();
    }

    /** The same, or a failure if operations of that size differ by too much. */
    private InstructionCount steady(int pages) {
        return failure != null || !form.varies() || form.most() - form.least() <= MOST_SPREAD * instructions ? this
                : without("operations of " + pages + " pages take " + form.least() + " to " + form.most()
                        + " instructions, so that nothing can be said of larger ones");
    }

    /** Of a cell's own size, by what smaller ones took. */
    private InstructionCount onLine(Cell cell, List<SizedCount> sizes) {
        if (sizes.stream().anyMatch(s -> Math.abs(SizedCount.at(s.pages(), sizes) - s.instructions()) > MOST_BESIDE * s.instructions())) {
            return without("instructions of operations of " + SizedCount.sizes(sizes) + " lie on no line ("
                    + SizedCount.instructions(sizes) + "), so that nothing can be said of larger ones");
        }
        return new InstructionCount(SizedCount.at(cell.pages(), sizes), form, sizes, timed, null);
    }

    private InstructionCount without(String why) {
        return new InstructionCount(Double.NaN, null, List.of(), timed, why);
    }

    /** Counts cells, each at some size, in forks that run together. */
    private static void count(ForkRunner forks, List<Cell> cells, UnaryOperator<Cell> size, Shape shape, Map<Cell, InstructionCount> counts)
            throws InterruptedException {
        if (cells.isEmpty()) {
            return;
        }
        List<Cell> sized = cells.stream().map(size).toList();
        List<ForkOutcome> outcomes = forks.run(List.of(new ForkRunner.Group(sized, shape, shape.limit())),
                (cell, outcome) -> { }).get(0);
        for (int i = 0; i < sized.size(); i++) {
            counts.put(cells.get(i), settled(forks, sized.get(i), shape, outcomes.get(i)));
        }
    }

    /** What a fork counted; of code that was compiled anew meanwhile, what another does that runs for longer before. */
    private static InstructionCount settled(ForkRunner forks, Cell cell, Shape shape, ForkOutcome first) throws InterruptedException {
        ForkOutcome outcome = first;
        Shape longer = shape;
        for (int i = 1; i < ATTEMPTS && outcome.form() != null && outcome.form().changed(); i++) {
            longer = longer.longer();
            outcome = forks.run(cell, longer, longer.limit());
        }
        CompiledForm form = outcome.form();
        Fork timed = outcome.status() == Fork.Status.OK ? outcome.fork(0, longer) : null;
        String failure = form == null ? timed == null ? outcome.reason() : NO_FORM : form.uncounted();
        return failure != null ? new InstructionCount(Double.NaN, null, List.of(), timed, failure)
                : new InstructionCount(form.instructions(), form, List.of(), timed, null);
    }

    /** Whether a cell is counted at smaller sizes than its own. */
    static boolean tooLong(Cell cell) {
        return cell.pages() > MOST_PAGES;
    }

    /** Instructions for each page; NaN if the benchmark has none. */
    public double perPage(Cell cell) {
        return cell.pages() == 0 ? Double.NaN : instructions / cell.pages();
    }
}
