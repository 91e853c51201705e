package dev.faultpath.guard.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings plan(int screen, int confirm, double drop) {
        return new Settings("test", GuardForks.PLAN.promise(), new Settings.Screen(screen, 0.1, 0.1, 0, 0.8, drop),
                new Settings.Confirm(List.of(new Settings.Look(confirm, 1)), drop), Settings.LeaveOut.SCATTER);
    }

    @Test
    void thePresetsCanReject() {
        for (Settings settings : List.of(GuardForks.NORMAL, GuardForks.FAST)) {
            assertThatCode(() -> settings.check(1)).doesNotThrowAnyException();
            assertThatCode(() -> settings.check(40)).doesNotThrowAnyException();
        }
    }

    /** 2⁻ⁿ against .009 / cells: n = 10 for 8 cells, 13 for 40, 14 for 100. */
    @ParameterizedTest
    @CsvSource({"1, 7", "8, 10", "40, 13", "100, 14"})
    void theFewestPairsThatCanReject(int cells, int pairs) {
        assertThatCode(() -> plan(8, pairs, 0).check(cells)).doesNotThrowAnyException();
        assertThatThrownBy(() -> plan(8, pairs - 1, 0).check(cells)).isInstanceOf(InputException.class)
                .hasMessageContaining("the last look has " + (pairs - 1) + " pairs")
                .hasMessageContaining("at least " + pairs + " used pairs");
    }

    @Test
    void pairsThatAreLeftOutDoNotCount() {
        assertThatThrownBy(() -> plan(8, 13, 1.0 / 3).check(8)).hasMessageContaining("13 pairs of which 9 are used");
        assertThatCode(() -> plan(8, 15, 1.0 / 3).check(8)).doesNotThrowAnyException();
        assertThat(GuardForks.NORMAL.kept(Stage.CONFIRM, 7)).isEqualTo(6);
        assertThat(GuardForks.NORMAL.kept(Stage.CONFIRM, 10)).isEqualTo(8);
        assertThat(GuardForks.NORMAL.kept(Stage.CONFIRM, 32)).isEqualTo(24);
        assertThat(GuardForks.FAST.kept(Stage.SCREEN, 6)).isEqualTo(5);
    }

    @Test
    void aFirstStageThatCouldNeverFlagOrExcludeIsRefused() {
        assertThatThrownBy(() -> plan(3, 20, 0).check(1)).hasMessageContaining("the first stage has 3 pairs")
                .hasMessageContaining("flag a cell");
        assertThatThrownBy(() -> plan(4, 20, 0).check(1)).hasMessageContaining("find a cell unchanged");
        assertThatCode(() -> plan(5, 20, 0).check(1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> plan(5, 20, 0).check(0)).hasMessageContaining("no cell");
    }

    @Test
    void valuesThatMakeNoPlanAreRefused() {
        List<Settings.Look> looks = List.of(new Settings.Look(20, 1));
        refused("margin", 0, 0, 0.01, 0.05, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("floor", 0.03, 0.04, 0.01, 0.05, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("floor", 0.03, -0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("alpha", 0.03, 0.01, 0, 0.05, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("alpha", 0.03, 0.01, 0.5, 0.05, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("'unchanged'", 0.03, 0.01, 0.01, Double.NaN, 0.1, 8, 0.1, 0.8, looks, 0);
        refused("share of the mean", 0.03, 0.01, 0.01, 0.05, 0.6, 8, 0.1, 0.8, looks, 0);
        refused("first stage needs pairs", 0.03, 0.01, 0.01, 0.05, 0.1, 0, 0.1, 0.8, looks, 0);
        refused("level of the first stage", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.6, 0.8, looks, 0);
        refused("first stage's share", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 1, looks, 0);
        refused("at most half", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, looks, 0.6);
        refused("at least one look", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, List.of(), 0);
        refused("more and more pairs", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, List.of(new Settings.Look(20, 0.5),
                new Settings.Look(20, 0.5)), 0);
        refused("needs a share", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, List.of(new Settings.Look(20, 0), new Settings.Look(24, 1)), 0);
        refused("sum to 1", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, List.of(new Settings.Look(20, 0.9)), 0);
        refused("sum to 1", 0.03, 0.01, 0.01, 0.05, 0.1, 8, 0.1, 0.8, List.of(new Settings.Look(20, 1), new Settings.Look(24, 1)), 0);
    }

    @Test
    void moreThanHalfOfTheFirstPairsCannotBeLeftOut() {
        assertThatThrownBy(() -> new Settings.Screen(8, 0.1, 0, 0, 0.8, 0.6)).isInstanceOf(InputException.class)
                .hasMessageContaining("half of the first pairs");
    }

    private static void refused(String message, double margin, double floor, double alpha, double equivalence, double mean, int screen,
                                double level, double unchanged, List<Settings.Look> looks, double drop) {
        assertThatThrownBy(() -> new Settings("test", new Settings.Promise(margin, floor, alpha, equivalence, mean),
                new Settings.Screen(screen, level, mean, 0, unchanged, 0), new Settings.Confirm(looks, drop), Settings.LeaveOut.SCATTER))
                .isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    @Test
    void anotherMarginKeepsTheFloorBelowIt() {
        assertThat(GuardForks.NORMAL.withMargin(0.05).promise().margin()).isEqualTo(0.05);
        assertThat(GuardForks.NORMAL.withMargin(0.05).promise().floor()).isEqualTo(0.01);
        assertThat(GuardForks.NORMAL.withMargin(0.005).promise().floor()).isEqualTo(0.005);
    }
}
