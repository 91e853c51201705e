package dev.faultpath.guard.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static void refused(String message, double exact, double margin, double aim, double floor, double alpha, double equivalence,
                                double mean, List<Settings.Look> looks) {
        assertThatThrownBy(() -> new Settings("test", false, exact, margin, aim, floor, alpha, equivalence, mean, looks))
                .isInstanceOf(InputException.class).hasMessageContaining(message);
    }

    @Test
    void valuesThatMakeNoPlanAreRefused() {
        List<Settings.Look> looks = List.of(new Settings.Look(20, 1, 1));
        refused("margin of counts", -0.01, 0.03, 0.01, 0, 0.01, 0.05, 0.1, looks);
        refused("margin", 0.02, 0, 0.01, 0, 0.01, 0.05, 0.1, looks);
        refused("aim", 0.02, 0.03, 0.04, 0, 0.01, 0.05, 0.1, looks);
        refused("floor", 0.02, 0.03, 0.01, 0.02, 0.01, 0.05, 0.1, looks);
        refused("floor", 0.02, 0.03, 0.01, -0.01, 0.01, 0.05, 0.1, looks);
        refused("alpha", 0.02, 0.03, 0.01, 0, 0, 0.05, 0.1, looks);
        refused("alpha", 0.02, 0.03, 0.01, 0, 0.5, 0.05, 0.1, looks);
        refused("'unchanged'", 0.02, 0.03, 0.01, 0, 0.01, Double.NaN, 0.1, looks);
        refused("share of the mean", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.6, looks);
        refused("at least one look", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.1, List.of());
        refused("more and more pairs", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.1, List.of(new Settings.Look(20, 0.5, 0.5),
                new Settings.Look(20, 0.5, 0.5)));
        refused("less than nothing", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.1, List.of(new Settings.Look(20, -1, 1),
                new Settings.Look(24, 2, 0)));
        refused("sum to 1", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.1, List.of(new Settings.Look(20, 0.9, 1)));
        refused("sum to 1", 0.02, 0.03, 0.01, 0, 0.01, 0.05, 0.1, List.of(new Settings.Look(20, 1, 0.9)));
    }

    @Test
    void anotherMarginKeepsAimAndFloorBelowIt() {
        Settings wide = GuardForks.NORMAL.withMargin(0.05);
        assertThat(wide.margin()).isEqualTo(0.05);
        assertThat(wide.aim()).isEqualTo(0.01);
        assertThat(wide.floor()).isEqualTo(0.005);
        Settings narrow = GuardForks.NORMAL.withMargin(0.004);
        assertThat(narrow.aim()).isEqualTo(0.004);
        assertThat(narrow.floor()).isEqualTo(0.002);
        assertThat(GuardForks.NORMAL.exact(0.01)).satisfies(s -> {
            assertThat(s.exactOnly()).isTrue();
            assertThat(s.exactMargin()).isEqualTo(0.01);
        });
    }

    /** The last look alone can reject in any set: 2⁻ⁿ is below its share of the level, by as many cells as a table has. */
    @Test
    void thePlansInUseCanReject() {
        for (Settings settings : List.of(GuardForks.NORMAL, GuardForks.FAST)) {
            Settings.Look last = settings.looks().get(settings.looks().size() - 1);
            int cells = settings == GuardForks.NORMAL ? 1000 : 100;
            assertThat(Math.pow(0.5, last.pairs())).isLessThan(settings.alpha() * (1 - settings.meanShare()) * last.share() / cells);
            Settings.Look first = settings.looks().get(0);
            assertThat(Math.pow(0.5, first.pairs())).isLessThan(settings.alphaEquivalence() * first.unchangedShare());
        }
    }
}
