package dev.faultpath.forks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostPairsTest {
    private static final Shape SHAPE = new Shape(1, 3, 1);
    private static final Cell CELL = FakeForks.cell("ownerId", 16);

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    private HostPairs pairs() {
        return new HostPairs(place -> new ForkRunner() {
            @Override
            public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
                ran.add(place.side().toString());
                takeTurns(place, shape);
                return new FakeForks(1).good(cell, shape, place.side() == HostPairs.Side.CANDIDATE ? 2 : 1);
            }

            @Override
            public void close() {
                ran.add("closed " + place.side());
            }
        });
    }

    private void takeTurns(HostPairs.Place place, Shape shape) {
        FakeTurns.take(place.side() + " ", place.turns(), shape.total(), ran);
    }

    private static PairRunner.Outcomes run(HostPairs pairs, boolean candidateFirst) throws InterruptedException {
        return pairs.run(List.of(new PairRunner.Wanted(CELL, candidateFirst)), SHAPE, 9).get(0);
    }

    private static double ratio(PairRunner.Outcomes outcomes) {
        return outcomes.candidate().iterations()[2] / outcomes.baseline().iterations()[2];
    }

    @Test
    void lockstepForksTakeTurnsAndWhoLeadsAlternates() throws InterruptedException {
        try (HostPairs pairs = pairs()) {
            assertThat(ratio(run(pairs, true))).isCloseTo(2, org.assertj.core.data.Offset.offset(0.1));
            assertThat(ran.subList(2, 10)).containsExactly("CANDIDATE 0", "BASELINE 0", "BASELINE 1", "CANDIDATE 1", "CANDIDATE 2",
                    "BASELINE 2", "BASELINE 3", "CANDIDATE 3");
            ran.clear();
            run(pairs, false);
            assertThat(ran.subList(2, 5)).containsExactly("BASELINE 0", "CANDIDATE 0", "CANDIDATE 1");
        }
    }

    @Test
    void severalLockstepPairsTakeTurnsAtOnceAndTheForksOfAPairFollowOneAnother() throws InterruptedException {
        try (HostPairs pairs = pairs()) {
            assertThat(pairs.atOnce()).isEqualTo(4);
            List<PairRunner.Wanted> wanted = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                wanted.add(new PairRunner.Wanted(CELL, i == 0));
            }
            List<PairRunner.Outcomes> outcomes = pairs.run(wanted, SHAPE, 9);
            assertThat(outcomes).hasSize(5).allMatch(o -> o.seconds() > 0);
            for (int i = 0; i < 5; i++) {
                assertThat(ratio(outcomes.get(i))).isCloseTo(2, org.assertj.core.data.Offset.offset(0.1));
            }
            assertThat(ran.subList(8, 24)).containsExactly("CANDIDATE 0", "BASELINE 0", "BASELINE 0", "CANDIDATE 0", "BASELINE 0",
                    "CANDIDATE 0",
                    "BASELINE 0", "CANDIDATE 0", "CANDIDATE 1", "BASELINE 1", "CANDIDATE 1", "BASELINE 1", "CANDIDATE 1", "BASELINE 1",
                            "BASELINE 1",
                    "CANDIDATE 1");
            assertThat(ran).doesNotContain("no turn");
            ran.clear();
        }
        assertThat(ran).containsOnly("closed BASELINE", "closed CANDIDATE");
    }

    @Test
    void halfALockstepPairIsGivenUp() throws InterruptedException {
        HostPairs pairs = new HostPairs(place -> new ForkRunner() {
            @Override
            public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
                takeTurns(place, place.side() == HostPairs.Side.CANDIDATE ? new Shape(0, 1, 1) : shape); // the other dies after one
                return FakeForks.failed("x");
            }

            @Override
            public void close() {
                // Nothing runs.
            }
        });
        try (pairs) {
            assertThat(run(pairs, false).baseline().status()).isEqualTo(Fork.Status.FAILED);
            assertThat(ran).contains("BASELINE 0", "CANDIDATE 0", "no turn").doesNotContain("BASELINE 1");
        }
    }
}
