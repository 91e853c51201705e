package dev.faultpath.guard.decision;

import static dev.faultpath.guard.decision.GuardForks.counter;
import static dev.faultpath.guard.decision.GuardForks.failed;
import static dev.faultpath.guard.decision.GuardForks.fork;
import static dev.faultpath.guard.decision.GuardForks.pair;
import static dev.faultpath.guard.decision.GuardForks.ratios;
import static dev.faultpath.guard.decision.GuardForks.run;
import static dev.faultpath.guard.decision.GuardForks.timed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.InputException;
import dev.faultpath.guard.GuardJson;
import dev.faultpath.guard.GuardReport;
import dev.faultpath.guard.decision.CellVerdict.Outcome;
import dev.faultpath.guard.decision.GuardResult.Inconclusive;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each branch of the decision, and the order in which pairs are asked for. */
class ProcedureTest {
    private static final GuardCell A = GuardForks.compared("a", GuardForks.MILLIS);
    private static final GuardCell B = GuardForks.compared("b", GuardForks.MILLIS);
    private static final GuardCell C = GuardForks.compared("c", GuardForks.MILLIS);
    private static final GuardCell D = GuardForks.compared("d", GuardForks.MILLIS);

    private static Procedure normal(GuardCell... cells) {
        return new Procedure(GuardForks.PLAN, List.of(cells), 7);
    }

    /** Small noise that is symmetric over each two pairs and never twice the same. */
    private static double tiny(Request r) {
        return (r.number() % 2 == 0 ? 1 : -1) * (0.001 + 0.00001 * Math.floorDiv(r.number() + 1, 2)) + (r.number() % 2 == 0 ? 1e-7 : 0);
    }

    private static CellVerdict only(Procedure procedure) {
        assertThat(GuardForks.verdicts(procedure)).hasSize(1);
        return GuardForks.verdicts(procedure).get(0);
    }

    private static GuardResult result(Procedure procedure) {
        return procedure.result(Json.MAPPER.createObjectNode(), List.of());
    }

    @Test
    void equalBuildsAreUnchangedAfterTheFirstPairs() {
        Procedure procedure = run(normal(A), ratios(ProcedureTest::tiny));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(verdict.evidence().stage()).isEqualTo(Stage.SCREEN);
        assertThat(verdict.evidence().pairs()).isEqualTo(8);
        assertThat(verdict.evidence().used()).isEqualTo(6);
        assertThat(verdict.evidence().upper()).isBetween(1.0, 1.002);
        assertThat(result(procedure).exitCode(Inconclusive.REPORT)).isZero();
    }

    @Test
    void aLargeSlowdownIsFoundAtTheFirstLookThatCan() {
        Procedure procedure = run(normal(A), ratios(r -> 0.1 + tiny(r)));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.strong()).isTrue();
        // At 14 fresh pairs the mean, of which all count, has 2⁻¹⁴ over the look's share and its own, less than the score's 2⁻¹⁰
        // over its shares. At 10 pairs both are out of reach.
        assertThat(verdict.evidence().pairs()).isEqualTo(14);
        assertThat(verdict.evidence().used()).isEqualTo(10);
        assertThat(verdict.evidence().adjustedP()).isCloseTo(Math.pow(0.5, 14) / 0.2 / 0.1, within(1e-12));
        assertThat(verdict.evidence().byMean()).isFalse();
        assertThat(verdict.evidence().ratio().estimate()).isCloseTo(Math.exp(0.1), within(0.002));
        assertThat(verdict.evidence().lower()).isBetween(1.09, 1.11);
        assertThat(result(procedure).exitCode(Inconclusive.REPORT)).isEqualTo(1);
    }

    @Test
    void severalFlaggedCellsShareTheLevel() {
        Procedure procedure = run(normal(A, B, C, D), ratios(r -> 0.1 + tiny(r)));
        // .0031 is above .01 / 4, so 14 pairs do not do for the cell that comes first; at 20 they do. Then three are left to share.
        assertThat(GuardForks.verdicts(procedure)).allMatch(v -> v.outcome() == Outcome.REGRESSED);
        assertThat(GuardForks.verdicts(procedure)).extracting(v -> v.evidence().pairs()).containsExactlyInAnyOrder(20, 14, 14, 14);
    }

    @Test
    void theMostSuspiciousCellGetsFreshPairsFirst() {
        Map<String, Double> slower = Map.of("a", 0.02, "b", 0.1, "c", 0.01, "d", 0.06);
        Procedure procedure = normal(A, B, C, D);
        GuardForks.Answer answer = ratios(r -> slower.get(r.cell()) + tiny(r));
        while (procedure.next().get(0).stage() == Stage.SCREEN) {
            procedure.next().forEach(r -> procedure.add(answer.pair(r)));
        }
        assertThat(procedure.flaggedCells()).containsExactly("a", "b", "c", "d");
        List<Request> part = procedure.next();
        assertThat(part).hasSize(7).allMatch(r -> r.cell().equals("b"));
        assertThat(part).extracting(Request::number).containsExactly(1, 2, 3, 4, 5, 6, 7);
        procedure.add(pair(part.get(0), fork(1000, 0.01), failed("it crashed")));
        part.subList(1, 7).forEach(r -> procedure.add(answer.pair(r)));
        // Then what is missing to its first look, at ten pairs.
        assertThat(procedure.next()).hasSize(4).allMatch(r -> r.cell().equals("b")).extracting(Request::number)
                .containsExactly(8, 9, 10, 11);
    }

    @Test
    void freshPairsThatDoNotBearItOutGiveWayToAnotherCell() {
        Map<String, Double> slower = Map.of("a", 0.02, "b", 0.1);
        Procedure procedure = new Procedure(GuardForks.NORMAL, List.of(A, B), 7);
        while (procedure.next().get(0).stage() == Stage.SCREEN) {
            procedure.next().forEach(r -> procedure.add(ratios(q -> slower.get(q.cell()) + tiny(q)).pair(r)));
        }
        assertThat(procedure.next()).allMatch(r -> r.cell().equals("b"));
        procedure.next().forEach(r -> procedure.add(ratios(q -> -0.1 + tiny(q)).pair(r)));
        assertThat(procedure.next()).hasSize(7).allMatch(r -> r.cell().equals("a"));
        // Half of a look is none: b is still open, and what is two pairs short of its look goes on first.
        List<Request> a = procedure.next();
        a.forEach(r -> procedure.add(ratios(q -> 0.02 + tiny(q)).pair(r)));
        procedure.next().subList(0, 5).forEach(r -> procedure.add(ratios(q -> -0.5 + tiny(q)).pair(r)));
        assertThat(procedure.next()).hasSize(2).allMatch(r -> r.cell().equals("a"));
        assertThat(procedure.pairsLeft()).isEqualTo(32 - 7 + 32 - 12);
    }

    @Test
    void whatCannotBeCalledSlowerIsNotSuspicious() {
        // a is surely slower by 0.5 %, below the floor; b by 8 %, with noise.
        Procedure procedure = normal(A, B);
        GuardForks.Answer answer = ratios(r -> r.cell().equals("a") ? 0.005 + tiny(r) / 100 : 0.08 + 20 * tiny(r));
        for (int block = 0; block < 8; block++) {
            procedure.next().forEach(r -> procedure.add(answer.pair(r)));
        }
        assertThat(procedure.flaggedCells()).containsExactly("a", "b");
        assertThat(procedure.next()).allMatch(r -> r.cell().equals("b"));
    }

    @Test
    void aForkInAnotherFormDoesNotHideASuspiciousCell() {
        double[] slower = {0.040, 0.30, 0.038, 0.041, 0.30, 0.043, 0.30, 0.039};
        double[] noise = {0.012, 0.050, 0.020, 0.041, 0.031, 0.015, 0.045, 0.028};
        Procedure procedure = normal(A, B);
        for (int block = 0; block < 8; block++) {
            procedure.next().forEach(r -> procedure.add(ratios(q -> (q.cell().equals("a") ? noise : slower)[q.number() - 1]).pair(r)));
        }
        assertThat(procedure.flaggedCells()).containsExactly("a", "b");
        assertThat(procedure.next()).allMatch(r -> r.cell().equals("b"));
    }

    @Test
    void anEstimateThatMattersFlagsWhereThePValueDoesNot() {
        double[] screen = {0.03, -0.005, 0.025, -0.006, 0.09, 0.031};
        GuardForks.Answer answer = ratios(r -> r.stage() == Stage.SCREEN ? screen[r.number() - 1] : 0.03 + tiny(r));
        assertThat(only(run(new Procedure(GuardForks.NORMAL, List.of(A), 7), answer)).outcome()).isEqualTo(Outcome.REGRESSED);
        Settings n = GuardForks.NORMAL;
        Settings.Screen s = n.screen();
        Settings without = new Settings("without", n.promise(), new Settings.Screen(s.pairs(), s.level(), s.meanShare(), 0,
                s.unchangedShare(), s.dropShare()), n.confirm(), n.leaveOut());
        assertThat(only(run(new Procedure(without, List.of(A), 7), answer)).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }

    @Test
    void underThePresetsTooTheMeanAloneCanRegress() {
        for (Settings preset : List.of(GuardForks.NORMAL, GuardForks.FAST)) {
            CellVerdict verdict = only(run(new Procedure(preset, List.of(A), 7), r -> pair(r,
                    fork(1000, 1010, 0.01, 0.0, new TreeMap<>()),
                    fork(1000 * Math.exp(tiny(r)), 1010 * Math.exp(0.1 + tiny(r)), 0.01, 0.0, new TreeMap<>()))));
            assertThat(verdict.outcome()).as(preset.name()).isEqualTo(Outcome.REGRESSED);
            assertThat(verdict.evidence().byMean()).isTrue();
        }
    }

    @Test
    void rulersGoAlongWithEachCell() {
        List<String> fresh = new ArrayList<>();
        run(normal(A, B, GuardForks.ruler("ruler", GuardForks.MILLIS)), r -> {
            if (r.stage() == Stage.CONFIRM) {
                fresh.add(r.cell());
            }
            return ratios(q -> q.cell().equals("ruler") ? tiny(q) : 0.1 + tiny(q)).pair(r);
        });
        String first = fresh.get(0);
        int other = fresh.indexOf(first.equals("a") ? "b" : "a");
        assertThat(fresh.subList(0, other).stream().filter("ruler"::equals).count()).isEqualTo((fresh.subList(0, other).size() + 4) / 5);
        List<String> second = fresh.subList(other, fresh.size());
        assertThat(second).contains("ruler");
        assertThat(second.stream().filter("ruler"::equals).count()).isBetween(second.size() / 5 - 1L, second.size() / 5 + 1L);
    }

    @Test
    void significantButSmallIsNoRegression() {
        CellVerdict verdict = only(run(normal(A), ratios(r -> 0.005 + tiny(r) / 10)));
        assertThat(verdict.evidence().adjustedP()).isLessThan(0.01);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void slowerButBelowTheMarginIsNotStrong() {
        CellVerdict verdict = only(run(normal(A), ratios(r -> 0.02 + tiny(r))));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.strong()).isFalse();
    }

    @Test
    void wideNoiseIsInconclusiveAndSaysWhatWouldDecide() {
        Procedure procedure = run(normal(A), ratios(r -> 60 * tiny(r)));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdict.reason()).contains("did not look slower");
        assertThat(verdict.evidence().upper()).isGreaterThan(1.03);
        assertThat(verdict.pairsNeeded()).isBetween(20, 500);
        GuardResult result = result(procedure);
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(3);
        assertThat(result.exitCode(Inconclusive.PASS)).isZero();
        assertThat(result.exitCode(Inconclusive.FAIL)).isEqualTo(1);
    }

    @Test
    void flaggedButNotConfirmedIsInconclusive() {
        Procedure procedure = run(normal(A), ratios(r -> r.stage() == Stage.SCREEN ? 0.1 + tiny(r) : 60 * tiny(r)));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdict.reason()).contains("neither confirm nor exclude");
        assertThat(verdict.evidence().pairs()).isEqualTo(32);
        assertThat(verdict.pairsNeeded()).isGreaterThan(32);
    }

    @Test
    void flaggedButExcludedByFreshPairsStopsAsUnchanged() {
        CellVerdict verdict = only(run(normal(A), ratios(r -> r.stage() == Stage.SCREEN ? 0.1 + tiny(r) : tiny(r))));
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(verdict.evidence().stage()).isEqualTo(Stage.CONFIRM);
        assertThat(verdict.evidence().pairs()).isEqualTo(14);
    }

    @Test
    void fasterIsImproved() {
        CellVerdict verdict = only(run(normal(A), ratios(r -> -0.1 + tiny(r))));
        assertThat(verdict.outcome()).isEqualTo(Outcome.IMPROVED);
        assertThat(verdict.evidence().improvedQ()).isCloseTo(1.0 / 64, within(1e-12));
    }

    @Test
    void improvementsAreAdjustedOverTheCells() {
        Procedure procedure = run(normal(A, B, C, D), ratios(r -> r.cell().equals("a") ? -0.1 + tiny(r) : tiny(r)));
        assertThat(GuardForks.verdicts(procedure).get(0).evidence().improvedQ()).isCloseTo(4.0 / 64, within(1e-12));
        assertThat(GuardForks.verdicts(procedure).get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void fasterByLessThanTheFloorIsUnchanged() {
        assertThat(only(run(normal(A), ratios(r -> -0.005 + tiny(r) / 10))).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void theMeanAloneCanRegress() {
        CellVerdict verdict = only(run(normal(A), r -> pair(r, fork(1000, 1010, 0.01, 0.0, new TreeMap<>()),
                fork(1000 * Math.exp(tiny(r)), 1010 * Math.exp(0.1 + tiny(r)), 0.01, 0.0, new TreeMap<>()))));
        assertThat(verdict.outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(verdict.evidence().byMean()).isTrue();
        assertThat(verdict.reason()).contains("slower in the mean");
        // All 14 pairs count for the mean: 2⁻¹⁴ over the look's share and the mean's.
        assertThat(verdict.evidence().adjustedP()).isCloseTo(Math.pow(0.5, 14) / 0.2 / 0.1, within(1e-12));
        assertThat(verdict.strong()).isTrue();
    }

    @Test
    void anEarlyEndDecidesNothingMore() {
        Procedure procedure = normal(A, B);
        GuardForks.Answer answer = ratios(r -> r.cell().equals("a") ? 0.1 + tiny(r) : tiny(r));
        for (int block = 0; block < 8 + 1; block++) {
            procedure.next().forEach(r -> procedure.add(answer.pair(r)));
        }
        procedure.next().forEach(r -> procedure.add(answer.pair(r)));
        procedure.next().subList(0, 2).forEach(r -> procedure.add(answer.pair(r)));
        procedure.stop("the time is over");
        assertThat(procedure.next().isEmpty()).isTrue();
        assertThat(procedure.pairsLeft()).isZero();
        List<CellVerdict> verdicts = GuardForks.verdicts(procedure);
        assertThat(verdicts.get(0).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(verdicts.get(0).reason()).contains("the run ended before", "the time is over");
        assertThat(verdicts.get(0).evidence().pairs()).isEqualTo(10);
        assertThat(verdicts.get(1).outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void tooFewFirstPairsAreNotMeasured() {
        Procedure procedure = normal(A);
        GuardForks.Answer answer = ratios(ProcedureTest::tiny);
        for (int block = 0; block < 7; block++) {
            procedure.next().forEach(r -> procedure.add(answer.pair(r)));
        }
        procedure.stop("interrupted");
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(verdict.reason()).isEqualTo("only 7 of the first 8 pairs: interrupted");
        assertThat(result(procedure).exitCode(Inconclusive.PASS)).isEqualTo(4);
    }

    @Test
    void lostPairsAreRunAgain() {
        Procedure procedure = run(normal(A), r -> r.number() == 3 ? pair(r, fork(1000, 0.01), failed("it crashed")) : ratios(
                ProcedureTest::tiny).pair(r));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(verdict.evidence().pairs()).isEqualTo(8);
        assertThat(verdict.evidence().lost()).isEqualTo(1);
        assertThat(verdict.notes()).containsExactly("lost a pair: candidate: it crashed");
    }

    @Test
    void pairsOnUnequalProcessorsAreRunAgainWithoutLookingAtTheirTimes() {
        // The slow processor would have made the candidate look 40 % slower in two pairs of eight.
        Procedure procedure = run(normal(A), r -> r.number() == 3 || r.number() == 6
                ? pair(r, timed(fork(1000, 0.01), 1000), timed(fork(1400, 0.01), 1300))
                : pair(r, timed(fork(1000, 0.01), 1000), timed(fork(1000 * Math.exp(tiny(r)), 0.01), 1050)));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(verdict.evidence().pairs()).isEqualTo(8);
        assertThat(verdict.evidence().lost()).isZero();
        assertThat(verdict.notes()).containsExactly("2 pairs were measured again, as the two forks met processors of different speed");
    }

    @Test
    void whereProcessorsAreUnequalAllTheTimeThePairsCount() {
        List<Request> asked = new ArrayList<>();
        Procedure procedure = run(normal(A), r -> {
            asked.add(r);
            return pair(r, timed(fork(1000, 0.01), 1000), timed(fork(1000 * Math.exp(tiny(r)), 0.01), 1300));
        });
        assertThat(only(procedure).evidence().pairs()).isEqualTo(8);
        assertThat(asked).hasSizeGreaterThan(8).hasSizeLessThan(24);
    }

    @Test
    void buildsThatDoNotTimeTheProcessorAreComparedAllTheSame() {
        Procedure procedure = run(normal(A), r -> pair(r, fork(1000, 0.01), timed(fork(1000 * Math.exp(tiny(r)), 0.01), 5000)));
        assertThat(only(procedure).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(only(procedure).notes()).isEmpty();
    }

    @Test
    void tooManyLostPairsAreNotMeasured() {
        List<Request> asked = new ArrayList<>();
        Procedure procedure = run(normal(A, B), r -> {
            asked.add(r);
            return r.cell().equals("a") ? pair(r, failed("it crashed"), fork(1000, 0.01)) : ratios(ProcedureTest::tiny).pair(r);
        });
        assertThat(asked.stream().filter(r -> r.cell().equals("a"))).hasSize(3);
        assertThat(GuardForks.verdicts(procedure).get(0).outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(GuardForks.verdicts(procedure).get(0).reason()).isEqualTo("too many forks failed; baseline: it crashed");
        assertThat(GuardForks.verdicts(procedure).get(1).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(result(procedure).exitCode(Inconclusive.REPORT)).isEqualTo(4);
    }

    @Test
    void aCellThatFailsWhileConfirmedIsNotMeasured() {
        Procedure procedure = run(normal(A), r -> r.stage() == Stage.CONFIRM ? pair(r, fork(1000, 0.01), failed("it crashed"))
                : ratios(q -> 0.1 + tiny(q)).pair(r));
        assertThat(only(procedure).outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(only(procedure).reason()).contains("too many forks failed");
    }

    @Test
    void forksWithoutTimesAreLost() {
        Fork good = fork(1000, 0.01);
        Request r = new Request("a", Stage.SCREEN, 1, false);
        assertThat(pair(r, good, good).lost()).isNull();
        assertThat(pair(r, good, fork(0, 0.01)).lost()).isEqualTo("candidate: a fork without times");
        assertThat(pair(r, fork(Double.NaN, 0.01), good).lost()).isEqualTo("baseline: a fork without times");
        assertThat(pair(r, fork(1000, Double.POSITIVE_INFINITY, 0.01, null, new TreeMap<>()), good).lost()).contains("without times");
        assertThat(pair(r, good, fork(new double[0], 1000, 1000, null, new TreeMap<>())).lost()).contains("without times");
        assertThat(pair(r, good.voided("steal"), good).lost()).isEqualTo("baseline: steal");
        assertThat(pair(r, failed(null), good).lost()).isEqualTo("baseline: failed");
    }

    @Test
    void anAllocationThatRoseRegressesWithoutAnyTime() {
        Procedure procedure = run(normal(A), r -> pair(r, fork(1000, 1000, 0.01, 0.2, new TreeMap<>()),
                fork(1000 * Math.exp(tiny(r)), 1000, 0.01, 16.2, new TreeMap<>())));
        assertThat(only(procedure).outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(only(procedure).strong()).isFalse();
        assertThat(only(procedure).reason()).isEqualTo("B/op rose from 0 to 16.20");
        assertThat(result(procedure).exitCode(Inconclusive.REPORT)).isEqualTo(1);
    }

    @Test
    void aCounterThatRoseRegressesAndOneThatFellDoesNot() {
        GuardForks.Answer rose = r -> pair(r, fork(1000, 1000, 0.01, 0.0, counter("walks", 1)),
                fork(1000 * Math.exp(tiny(r)), 1000, 0.01, 0.0, counter("walks", 2)));
        assertThat(only(run(normal(A), rose)).outcome()).isEqualTo(Outcome.REGRESSED);
        assertThat(only(run(normal(A), rose)).reason()).isEqualTo("walks rose from 1 to 2");
        GuardForks.Answer turned = r -> pair(r, /* baseline= */ rose.pair(r).candidate(), /* candidate= */ rose.pair(r).baseline());
        CellVerdict fell = only(run(normal(A), turned));
        assertThat(fell.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(fell.gates()).containsExactly(new CellVerdict.Gate("walks", 2, 1, CellVerdict.Gate.Change.DOWN));
    }

    @Test
    void aCountThatRoseBesideASlowdownNamesBoth() {
        CellVerdict verdict = only(run(normal(A), r -> pair(r, fork(1000, 1000, 0.01, 0.0, counter("walks", 1)),
                fork(1000 * Math.exp(0.1 + tiny(r)), 1100 * Math.exp(tiny(r)), 0.01, 0.0, counter("walks", 2)))));
        assertThat(verdict.reason()).isEqualTo("walks rose from 1 to 2; and slower");
        assertThat(verdict.strong()).isTrue();
    }

    @Test
    void forksThatHadNotSettledAreNotMeasured() {
        double[] late = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1060, 1060, 1060, 1060};
        Procedure procedure = run(normal(A), r -> pair(r, fork(1000, 0.01),
                fork(late, 1000 * Math.exp(tiny(r)), 1000, 0.0, new TreeMap<>())));
        CellVerdict verdict = only(procedure);
        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_MEASURED);
        assertThat(verdict.reason()).contains("warm-up", "candidate's", "+6.0 %", "discard 8 iterations instead of 2");
        assertThat(verdict.notes()).anyMatch(n -> n.contains("the builds settle differently"));
    }

    @Test
    void whatNeedsNoRunIsSaidWithoutOne() {
        Procedure procedure = run(new Procedure(GuardForks.PLAN,
                List.of(GuardForks.same("s"), GuardForks.missing("m", "the baseline has no such "
                + "benchmark")), 1), ratios(r -> 0));
        assertThat(GuardForks.verdicts(procedure)).extracting(CellVerdict::outcome).containsExactly(Outcome.UNCHANGED,
                Outcome.NOT_MEASURED);
        assertThat(GuardForks.verdicts(procedure).get(0).reason()).contains("same bytes");
        assertThat(GuardForks.verdicts(procedure).get(1).reason()).isEqualTo("the baseline has no such benchmark");
        assertThat(result(procedure).exitCode(Inconclusive.REPORT)).isEqualTo(4);
        Procedure same = new Procedure(GuardForks.PLAN, List.of(GuardForks.same("s")), 1);
        assertThat(result(same).exitCode(Inconclusive.REPORT)).isZero();
    }

    private static GuardResult withRuler(GuardForks.LogRatio ruler) {
        return result(run(normal(A, GuardForks.ruler("ruler", GuardForks.MILLIS)),
                ratios(r -> r.cell().equals("ruler") ? ruler.of(r) : 0.1 + tiny(r))));
    }

    @Test
    void aQuietRulerChangesNothingAndIsRunAlong() {
        GuardResult result = withRuler(ProcedureTest::tiny);
        assertThat(result.voids()).isEmpty();
        assertThat(result.exitCode(Inconclusive.REPORT)).isEqualTo(1);
        assertThat(result.cells()).hasSize(1);
        assertThat(result.rulers()).hasSize(1);
        assertThat(result.rulers().get(0).evidence().pairs()).isEqualTo(8 + 4);
    }

    @Test
    void aRulerThatDiffersVoidsTheRun() {
        assertThat(withRuler(r -> 0.02 + tiny(r)).voids()).containsExactly("ruler ruler: equal code differs by +2.0 %");
        assertThat(withRuler(r -> -0.02 + tiny(r)).voids()).containsExactly("ruler ruler: equal code differs by -2.0 %");
        assertThat(withRuler(r -> 0.02 + tiny(r)).exitCode(Inconclusive.REPORT)).isEqualTo(4);
        // Sure, but too little to matter.
        assertThat(withRuler(r -> 0.005 + tiny(r) / 10).voids()).isEmpty();
    }

    @Test
    void aRulerThatCannotBeRunVoidsTheRunUnlessItWasCutShort() {
        GuardCell ruler = GuardForks.ruler("ruler", GuardForks.MILLIS);
        Procedure failing = run(normal(A, ruler), r -> r.cell().equals("ruler") ? pair(r, failed("x"), failed("x")) : ratios(
                ProcedureTest::tiny).pair(r));
        assertThat(result(failing).voids()).containsExactly("ruler ruler: too many forks failed; baseline: x");
        Procedure cut = normal(A, ruler);
        cut.next().forEach(r -> cut.add(ratios(ProcedureTest::tiny).pair(r)));
        cut.stop("interrupted");
        assertThat(result(cut).voids()).isEmpty();
        assertThat(result(cut).rulers().get(0).outcome()).isEqualTo(Outcome.NOT_MEASURED);
    }

    @Test
    void theRunnersOwnReasonVoidsToo() {
        Procedure procedure = run(normal(A), ratios(ProcedureTest::tiny));
        assertThat(procedure.result(Json.MAPPER.createObjectNode(), List.of("the host was stopped")).exitCode(Inconclusive.PASS))
                .isEqualTo(4);
    }

    @Test
    void rulersHaveEnoughPairsToBeAbleToDiffer() {
        Procedure procedure = run(new Procedure(GuardForks.FAST, List.of(A, GuardForks.ruler("ruler", 20)), 1), ratios(
                r -> r.cell().equals("ruler") ? 0.1 + tiny(r) : tiny(r)));
        assertThat(result(procedure).voids()).hasSize(1);
    }

    @Test
    void freshPairsAreAskedForWhenAllFirstOnesAreIn() {
        Procedure procedure = normal(A, B);
        GuardForks.Answer answer = ratios(r -> 0.1 + tiny(r));
        for (int block = 1; block <= 8; block++) {
            List<Request> wanted = procedure.next();
            assertThat(wanted).extracting(Request::cell).containsExactlyInAnyOrder("a", "b");
            int expected = block;
            assertThat(wanted).allMatch(r -> r.stage() == Stage.SCREEN && r.number() == expected);
            assertThat(procedure.next()).isEqualTo(wanted);
            assertThat(procedure.pairsLeft()).isEqualTo(2 * (9 - block));
            wanted.forEach(r -> procedure.add(answer.pair(r)));
        }
        assertThat(procedure.flaggedCells()).containsExactly("a", "b");
        assertThat(procedure.next()).allMatch(r -> r.stage() == Stage.CONFIRM);
        assertThat(procedure.pairsLeft()).isEqualTo(64);
    }

    @Test
    void eachFourPairsAreBalancedInTheirOrder() {
        List<Request> asked = new ArrayList<>();
        run(normal(A, B, C, D), r -> {
            asked.add(r);
            return ratios(q -> 60 * tiny(q)).pair(r);
        });
        Map<String, List<Boolean>> byCell = asked.stream().collect(Collectors.groupingBy(Request::cell, TreeMap::new,
                Collectors.mapping(Request::candidateFirst, Collectors.toList())));
        boolean[] first = new boolean[2];
        for (List<Boolean> order : byCell.values()) {
            for (int block = 0; block < order.size(); block += 4) {
                List<Boolean> four = order.subList(block, block + 4);
                assertThat(four.get(0)).isEqualTo(four.get(3)).isNotEqualTo(four.get(1));
                assertThat(four.get(1)).isEqualTo(four.get(2));
                first[four.get(0) ? 1 : 0] = true;
            }
        }
        assertThat(first).containsExactly(true, true);
    }

    @Test
    void storedPairsGiveTheSameAnswer() {
        for (SimulatedNoise noise : SimulatedNoise.values()) {
            List<Pair> stored = new ArrayList<>();
            Random random = new Random(3);
            SimulatedNoise.State state = new SimulatedNoise.State();
            List<GuardCell> cells = List.of(A, B, C, D, GuardForks.ruler("ruler", 20), GuardForks.same("s"));
            Procedure live = run(new Procedure(GuardForks.PLAN, cells, 5), r -> {
                double first = 1000 * Math.exp(noise.fork(random, state));
                double second = 1000 * Math.exp(noise.fork(random, state)) * (r.cell().equals("b") && !r.candidateFirst() ? 1.05 : 1);
                Pair pair = pair(r, fork(r.candidateFirst() ? second : first, 0.01 * random.nextDouble()),
                        fork(r.candidateFirst() ? first * (r.cell().equals("b") ? 1.05 : 1) : second, 0.01 * random.nextDouble()));
                stored.add(pair);
                return pair;
            });
            Procedure again = new Procedure(GuardForks.PLAN, cells, 5);
            stored.subList(0, stored.size() / 2).forEach(again::add);
            List<Request> wanted = again.next();
            stored.subList(stored.size() / 2, stored.size()).forEach(again::add);
            assertThat(wanted).isNotEmpty();
            assertThat(again.next().isEmpty()).isTrue();
            assertThat(GuardJson.of(result(again))).isEqualTo(GuardJson.of(result(live)));
            assertThat(GuardReport.text(result(again))).isEqualTo(GuardReport.text(result(live)));
            assertThat(GuardReport.markdown(result(again))).isEqualTo(GuardReport.markdown(result(live)));
        }
    }

    @Test
    void pairsOfAnotherRunAreRefused() {
        Procedure procedure = normal(A, GuardForks.same("s"));
        Pair screen = ratios(ProcedureTest::tiny).pair(new Request("a", Stage.SCREEN, 1, false));
        Pair confirm = ratios(ProcedureTest::tiny).pair(new Request("a", Stage.CONFIRM, 1, false));
        assertThatThrownBy(() -> procedure.add(confirm)).isInstanceOf(InputException.class).hasMessageContaining("was not asked for");
        assertThatThrownBy(() -> procedure.add(ratios(r -> 0).pair(new Request("x", Stage.SCREEN, 1, false))))
                .isInstanceOf(InputException.class).hasMessageContaining("pair of x");
        assertThatThrownBy(() -> procedure.add(ratios(r -> 0).pair(new Request("s", Stage.SCREEN, 1, false))))
                .isInstanceOf(InputException.class).hasMessageContaining("pair of s");
        run(procedure, ratios(ProcedureTest::tiny));
        assertThatThrownBy(() -> procedure.add(screen)).isInstanceOf(InputException.class).hasMessageContaining("stage screen");
        assertThatThrownBy(() -> procedure.add(confirm)).isInstanceOf(InputException.class).hasMessageContaining("stage confirm");
    }

    @Test
    void cellsMustBeThereOnce() {
        assertThatThrownBy(() -> normal(A, A)).isInstanceOf(InputException.class).hasMessageContaining("a: the cell is there twice");
        assertThatThrownBy(() -> normal()).isInstanceOf(InputException.class).hasMessageContaining("no cell");
        assertThatThrownBy(() -> normal(GuardForks.ruler("r", 20))).isInstanceOf(InputException.class).hasMessageContaining("no cell");
    }

    @Test
    void thePrintedSmallestSlowdownIsFoundSoOften() {
        // First stages of normal noise state what a run finds; then such a slow-down is planted into fresh noise of the same kind.
        Random random = new Random(8);
        Settings settings = new Settings("long", new Settings.Promise(0.03, 0.001, 0.01, 0.05, 0),
                new Settings.Screen(40, 0.1, 0, 0, 0.8, 0), new Settings.Confirm(List.of(new Settings.Look(24, 1)), 0),
                Settings.LeaveOut.SCATTER);
        int found = 0;
        for (int stated = 0; stated < 12; stated++) {
            CellVerdict verdict = only(run(new Procedure(settings, List.of(A), stated), ratios(r -> 0.02 * random.nextGaussian())));
            double smallest = Math.log1p(verdict.evidence().smallest());
            for (int i = 0; i < 50; i++) {
                found += run(new Procedure(settings, List.of(A), 1), ratios(r -> smallest + 0.02 * random.nextGaussian())).regressedByTime()
                        .size();
            }
        }
        assertThat(found).isBetween(540, 595); // of 600; each statement rests on forty pairs and is off by so much itself
    }
}
