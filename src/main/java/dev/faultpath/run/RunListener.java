package dev.faultpath.run;

import dev.faultpath.forks.Cell;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import java.util.List;

/** Told what happens in a run, on the thread that runs it. */
public interface RunListener {
    /** Hears nothing. */
    RunListener SILENT = new RunListener() { };

    /**
     * Where a run stands.
     *
     * @param forkInBlock      forks of the block that ended
     * @param done             cells that need no more forks
     * @param elapsedSeconds   wall time of forks so far
     * @param remainingSeconds estimate of what is left
     * @param widest           largest half-width of a cell that is not done, 0.03 for 3 %; infinite if one has no interval yet
     */
    record Progress(int block, int forkInBlock, int forksInBlock, int cells, int done, double elapsedSeconds,
                    double remainingSeconds, double widest) {
    }

    default void forkEnded(Cell cell, Fork fork, Progress progress) {
    }

    /**
     * The run waits for other programs to end.
     *
     * @param reason what keeps the machine busy
     * @param left   seconds that it still waits at most; 0 if it goes on all the same
     */
    default void waiting(String reason, double left) {
    }

    /** What was found by the end of a block, in a run that is for figures; in the first one by the end of each group, as block 0. */
    default void refined(int block, List<CellResult> cells) {
    }

    /** All is timed, and so many cells were asked for their instructions; {@code left} were not before, or are to be asked again. */
    default void counted(int asked, int left) {
    }

    default void blockJudged(RunLine.Judgement judgement, Progress progress) {
    }
}
