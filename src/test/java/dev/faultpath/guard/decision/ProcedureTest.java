package dev.faultpath.guard.decision;

import static dev.faultpath.guard.decision.GuardForks.failed;
import static dev.faultpath.guard.decision.GuardForks.fork;
import static dev.faultpath.guard.decision.GuardForks.pair;
import static dev.faultpath.guard.decision.GuardForks.ratios;
import static dev.faultpath.guard.decision.GuardForks.run;
import static dev.faultpath.guard.decision.GuardForks.timed;
import static dev.faultpath.guard.decision.GuardForks.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.InputException;
import dev.faultpath.guard.decision.Procedure.Request;
import dev.faultpath.guard.decision.Timed.Says;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each branch of the decision, and the order in which pairs are asked for. */
class ProcedureTest {
    private static Procedure normal(String... cells) {
        return new Procedure(GuardForks.PLAN, List.of(cells), 7);
    }

    private static Timed only(Procedure procedure) {
        assertThat(procedure.result()).hasSize(1);
        return procedure.result().values().iterator().next();
    }

    @Test
    void equalBuildsAreUnchangedAtTheFirstLook() {
        Timed timed = only(run(normal("a"), ratios((cell, n) -> tiny(n))));
        assertThat(timed.says()).isEqualTo(Says.UNCHANGED);
        assertThat(timed.pairs()).isEqualTo(8);
        assertThat(timed.upper()).isLessThan(1.03);
        assertThat(timed.ratio().estimate()).isCloseTo(1, within(1e-3));
    }

    @Test
    void aLargeSlowdownIsFoundAtTheFirstLookThatCan() {
        Timed timed = only(run(normal("a"), ratios((cell, n) -> 0.1 + tiny(n))));
        assertThat(timed.says()).isEqualTo(Says.SLOWER);
        assertThat(timed.pairs()).isEqualTo(14);
        assertThat(timed.ratio().estimate()).isCloseTo(Math.exp(0.1), within(1e-3));
        assertThat(timed.adjustedP()).isLessThan(0.01);
        assertThat(timed.of()).isEqualTo("score");
    }

    @Test
    void cellsShareTheLevel() {
        Procedure procedure = run(normal("a", "b", "c"), ratios((cell, n) -> (cell.equals("b") ? 0.1 : 0) + tiny(n)));
        assertThat(SimulatedRun.said(procedure, Says.SLOWER)).containsExactly("b");
        assertThat(procedure.result().get("b").adjustedP()).isGreaterThan(only(run(normal("b"), ratios((c, n) -> 0.1 + tiny(n))))
                .adjustedP());
    }

    @Test
    void allCellsComeToTheirFirstLookAndThenTheMostSuspiciousGoesFirst() {
        List<String> order = new ArrayList<>();
        run(normal("a", "b", "c"), (r, n) -> {
            order.add(r.cell());
            return ratios((cell, i) -> cell.equals("b") ? 0.1 + tiny(i) : cell.equals("c") ? 0.025 + 20 * tiny(i) : 0.02 + 8 * tiny(i))
                    .pair(r, n);
        });
        Map<String, Long> first = order.subList(0, 24).stream().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
        assertThat(first).isEqualTo(Map.of("a", 8L, "b", 8L, "c", 8L));
        assertThat(order.subList(24, 30)).containsOnly("b");
    }

    @Test
    void significantButSmallIsNoRegression() {
        Timed timed = only(run(normal("a"), ratios((cell, n) -> 0.005 + tiny(n) / 100)));
        assertThat(timed.says()).isEqualTo(Says.UNCHANGED);
    }

    @Test
    void pairsAreRunOnUntilTheAimIsExcluded() {
        Settings fine = new Settings("fine", false, 0.02, 0.03, 0.01, 0.005, 0.01, 0.05, 0.1, GuardForks.PLAN.looks());
        Timed timed = only(run(new Procedure(fine, List.of("a"), 7), ratios((cell, n) -> 0.012 + tiny(n))));
        assertThat(timed.says()).isEqualTo(Says.SLOWER);
        assertThat(only(run(new Procedure(fine, List.of("a"), 7), ratios((cell, n) -> tiny(n)))).pairs()).isEqualTo(8);
    }

    @Test
    void wideNoiseIsUndecided() {
        Timed timed = only(run(normal("a"), ratios((cell, n) -> 0.2 * Math.sin(13 * n))));
        assertThat(timed.says()).isEqualTo(Says.UNDECIDED);
        assertThat(timed.pairs()).isEqualTo(32);
    }

    @Test
    void fasterIsSaidOfWhatIsFasterByMoreThanTheFloor() {
        assertThat(only(run(normal("a"), ratios((cell, n) -> -0.05 + tiny(n)))).says()).isEqualTo(Says.FASTER);
        assertThat(only(run(normal("a"), ratios((cell, n) -> -0.005 + tiny(n) / 10))).says()).isEqualTo(Says.UNCHANGED);
    }

    @Test
    void theMeanAloneCanBeSlower() {
        Timed timed = only(run(new Procedure(GuardForks.NORMAL, List.of("a"), 7), (r, n) -> pair(r, n, fork(1000, 0.01),
                fork(1000 * Math.exp(10 * tiny(n)), 1100 * Math.exp(tiny(n)), 0.01, 0.0, new TreeMap<>()))));
        assertThat(timed.says()).isEqualTo(Says.SLOWER);
        assertThat(timed.of()).isEqualTo("mean");
        assertThat(timed.reason()).contains("slower in the mean");
        assertThat(timed.ratio().estimate()).isCloseTo(1.1, within(0.01));
    }

    @Test
    void beforeTheFirstLookNothingIsDecided() {
        Procedure procedure = normal("a");
        procedure.add(ratios((cell, n) -> tiny(n)).pair(new Request("a", false), 1));
        assertThat(only(procedure).says()).isEqualTo(Says.UNDECIDED);
        assertThat(only(procedure).reason()).isEqualTo("only 1 of the first 8 pairs");
        assertThat(procedure.pairsLeft()).isEqualTo(31);
    }

    @Test
    void lostPairsAreRunAgain() {
        Timed timed = only(run(normal("a"), (r, n) -> n == 2 ? pair(r, n, failed("killed"), fork(1000, 0.01))
                : ratios((cell, i) -> tiny(i)).pair(r, n)));
        assertThat(timed.says()).isEqualTo(Says.UNCHANGED);
        assertThat(timed.lost()).isEqualTo(1);
        assertThat(timed.pairs()).isEqualTo(8);
    }

    @Test
    void tooManyLostPairsSayNothing() {
        Procedure procedure = run(normal("a", "b"), (r, n) -> r.cell().equals("a") ? pair(r, n, fork(1000, 0.01), failed("java.lang.Error"))
                : ratios((cell, i) -> tiny(i)).pair(r, n));
        assertThat(procedure.result().get("a").says()).isEqualTo(Says.NOTHING);
        assertThat(procedure.result().get("a").reason()).isEqualTo("too many forks failed; candidate: java.lang.Error");
        assertThat(procedure.result().get("b").says()).isEqualTo(Says.UNCHANGED);
    }

    private static GuardForks.Answer unequal(int every) {
        return (r, n) -> {
            Fork fork = timed(fork(1000 * Math.exp(tiny(n)), 0.01), n % every == 0 ? 200 : 100);
            return pair(r, n, timed(fork(1000, 0.01), 100), fork);
        };
    }

    @Test
    void pairsOnUnequalProcessorsAreRunAgainWithoutLookingAtTheirTimes() {
        Timed timed = only(run(normal("a"), unequal(3)));
        assertThat(timed.says()).isEqualTo(Says.UNCHANGED);
        assertThat(timed.repeated()).isEqualTo(3);
    }

    @Test
    void aMachineOnWhichTheyAreTheRuleIsRestless() {
        Procedure procedure = run(normal("a", "b", "c", "d", "e"), unequal(1));
        assertThat(procedure.restless()).isTrue();
        assertThat(procedure.next(4)).isEmpty();
        assertThat(procedure.pairsLeft()).isZero();
        assertThat(run(normal("a"), unequal(3)).restless()).isFalse();
    }

    @Test
    void forksThatHadNotSettledSayNothing() {
        double[] late = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1100, 1100, 1100, 1100};
        Timed timed = only(run(normal("a"), (r, n) -> {
            double[] used = late.clone();
            used[0] += n;
            return pair(r, n, fork(1000, 0.01), fork(used, 1000 * Math.exp(tiny(n)), 1000, 0.0, new TreeMap<>()));
        }));
        assertThat(timed.says()).isEqualTo(Says.NOTHING);
        assertThat(timed.reason()).startsWith("warm-up: the last third of the candidate's used iterations differs by");
    }

    @Test
    void eachFourPairsAreBalancedInTheirOrder() {
        Map<String, StringBuilder> orders = new HashMap<>();
        run(normal("a", "b"), (r, n) -> {
            orders.computeIfAbsent(r.cell(), c -> new StringBuilder()).append(r.candidateFirst() ? 'B' : 'A');
            return ratios((cell, i) -> 80 * tiny(i)).pair(r, n);
        });
        orders.values().forEach(o -> {
            for (int i = 0; i + 4 <= o.length(); i += 4) {
                assertThat(o.substring(i, i + 4)).isIn("ABBA", "BAAB");
            }
        });
    }

    @Test
    void askingTwiceGivesTheSameAndNeverMorePairsThanToTheNextLook() {
        Procedure procedure = normal("a");
        assertThat(procedure.next(20)).hasSize(8).isEqualTo(procedure.next(20));
        assertThat(normal("a", "b").next(4)).extracting(Request::cell).containsExactlyInAnyOrder("a", "a", "b", "b");
    }

    @Test
    void pairsOfAnotherRunAreRefused() {
        assertThatThrownBy(() -> normal("a").add(ratios((cell, n) -> 0).pair(new Request("z", false), 1)))
                .isInstanceOf(InputException.class).hasMessage("the pair of z is of no cell that this run times");
    }
}
