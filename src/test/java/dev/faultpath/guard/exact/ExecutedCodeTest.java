package dev.faultpath.guard.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.guard.GuardSet;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.run.Catalogue;
import org.junit.jupiter.api.Test;

/** What a cell executes is the same each time, so that another execution means other code. */
class ExecutedCodeTest {
    private static String executed(Cell cell) {
        OperationCounter counter = OperationCounter.ofThisProgram().following();
        try {
            counter.count(cell.benchmark(), cell.params());
        } catch (InputException e) {
            return e.getMessage(); // it is timed
        }
        return counter.executed();
    }

    @Test
    void aCellExecutesTheSameEachTime() {
        for (Cell cell : GuardSet.of(GuardSet.USUAL).cells(Catalogue.ofClassPath(), "17")) {
            Cell small = cell.pages() > 128 ? cell.sized(128) : cell;
            assertThat(executed(small)).as(cell.label()).isEqualTo(executed(small));
        }
    }
}
