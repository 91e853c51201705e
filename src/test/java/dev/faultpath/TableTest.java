package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCellAndLinesEndWithoutBlanks() {
        assertThat(new Table(2, "lrl").row("design", "ns", "remark").row("a", "12.5", "").row("b", "7", "slow"))
                .hasToString("  design    ns  remark\n  a       12.5\n  b          7  slow\n");
    }

    @Test
    void everyRowHasItsCells() {
        assertThatThrownBy(() -> new Table(0, "lr").row("a")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 cells for 2 columns");
    }

    @Test
    void cellsStayOnTheirLine() {
        assertThat(new Table(0, "ll").row("a\nb", "\u001b[31mc").toString()).isEqualTo("a b  \ufffd[31mc\n");
    }
}
