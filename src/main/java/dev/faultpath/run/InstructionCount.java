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
import java.util.List;

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

    /** Counts a cell, in a fork or, where it is too long, one of each smaller size. */
    public static InstructionCount of(ForkRunner forks, Cell cell, Shape shape) throws InterruptedException {
        if (!tooLong(cell)) {
            return once(forks, cell, shape);
        }
        List<SizedCount> sizes = new ArrayList<>();
        InstructionCount last = null;
        for (int pages : SMALLER) {
            last = once(forks, cell.sized(pages), shape);
            if (last.failure != null) {
                return last;
            }
            if (last.form.varies() && last.form.most() - last.form.least() > MOST_SPREAD * last.instructions) {
                return last.without("operations of " + pages + " pages take " + last.form.least() + " to " + last.form.most()
                        + " instructions, so that nothing can be said of larger ones");
            }
            sizes.add(new SizedCount(pages, last.instructions));
        }
        if (sizes.stream().anyMatch(s -> Math.abs(SizedCount.at(s.pages(), sizes) - s.instructions()) > MOST_BESIDE * s.instructions())) {
            return last.without("instructions of operations of " + SizedCount.sizes(sizes) + " lie on no line ("
                    + SizedCount.instructions(sizes) + "), so that nothing can be said of larger ones");
        }
        return new InstructionCount(SizedCount.at(cell.pages(), sizes), last.form, sizes, last.timed, null);
    }

    private InstructionCount without(String why) {
        return new InstructionCount(Double.NaN, null, List.of(), timed, why);
    }

    private static InstructionCount once(ForkRunner forks, Cell cell, Shape shape) throws InterruptedException {
        CompiledForm form = null;
        Fork timed = null;
        String failure = null;
        Shape longer = shape;
        for (int i = 0; i == 0 || i < ATTEMPTS && form != null && form.changed(); i++) {
            ForkOutcome outcome = forks.run(cell, longer.counting(), longer.counting().limit());
            form = outcome.form();
            timed = outcome.status() == Fork.Status.OK ? outcome.fork(0, longer) : null;
            failure = form == null ? timed == null ? outcome.reason() : NO_FORM : form.uncounted();
            longer = new Shape(shape.warmup(), longer.measured() * 2, shape.millis());
        }
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
