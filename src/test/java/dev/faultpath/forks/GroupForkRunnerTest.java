package dev.faultpath.forks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.results.Fork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Forks that live at once. */
class GroupForkRunnerTest {
    private static final Shape SHAPE = new Shape(2, 2, 5);
    private static final Cell A = FakeForks.cell("a", 1);
    private static final Cell B = FakeForks.cell("b", 1);
    private static final Cell C = FakeForks.cell("c", 1);

    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private int seats;
    /** Turns that a fork takes for what it has to tell. */
    private int told;

    /** What a fork of a cell does: {@code turns} of them, then it ends as it is told. */
    private GroupForkRunner runner(String dead, int turns) {
        return runner(dead, turns, List.of(List.of()));
    }

    private GroupForkRunner runner(String dead, int turns, List<List<Integer>> lanes) {
        return new GroupForkRunner(seat(0, dead, turns), port -> {
            seats++;
            return seat(port, dead, turns);
        }, lanes);
    }

    private ForkRunner seat(int port, String dead, int turns) {
        return new ForkRunner() {
            @Override
            public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
                boolean dies = cell.method().equals(dead);
                if (port == 0) {
                    ran.add(cell.method() + " alone");
                } else {
                    takeTurns(cell.method(), port, dies ? turns : shape.total() + told + (shape.counts() ? 1 : 0));
                }
                return dies ? FakeForks.failed("it crashed") : new FakeForks(1).good(cell, shape, 1);
            }

            @Override
            public void close() {
                ran.add("closed");
            }
        };
    }

    private static List<ForkOutcome> together(ForkRunner forks, List<Cell> cells, Shape shape, double limit) throws InterruptedException {
        return forks.run(List.of(new ForkRunner.Group(cells, shape, limit)), (cell, outcome) -> { }).get(0);
    }

    private void takeTurns(String name, int port, int turns) {
        if (turns == 0) {
            return; // dies before it asks
        }
        FakeTurns.take(name, port, turns, ran);
    }

    @Test
    void theyTakeTurnsAndTheOrderIsReversedFromSliceToSlice() throws InterruptedException {
        try (GroupForkRunner forks = runner(null, 0)) {
            List<ForkOutcome> outcomes = together(forks, List.of(A, B, C), SHAPE, 9);
            assertThat(ran).containsExactly("a0", "b0", "c0", "c1", "b1", "a1", "a2", "b2", "c2", "c3", "b3", "a3");
            assertThat(outcomes).hasSize(3).allMatch(o -> o.status() == Fork.Status.OK);
            assertThat(outcomes).extracting(ForkOutcome::seconds).allMatch(s -> s > 0 && s < 9).containsOnly(outcomes.get(0).seconds());
            assertThat(outcomes.get(1).iterations()).isEqualTo(new FakeForks(1).good(B, SHAPE, 1).iterations());
        }
    }

    @Test
    void theyWarmUpAtOnceAndTakeTurnsBeforeTheyAreTimed() throws InterruptedException {
        Shape warm = new Shape(9, 1, 5);
        try (GroupForkRunner forks = runner("b", 3)) {
            List<ForkOutcome> outcomes = together(forks, List.of(A, B, C), warm, 9);
            assertThat(outcomes).extracting(ForkOutcome::status).containsExactly(Fork.Status.OK, Fork.Status.FAILED, Fork.Status.OK);
            List<String> first = ran.subList(0, 13);
            assertThat(first).filteredOn(r -> r.startsWith("a")).containsExactly("a0", "a1", "a2", "a3", "a4");
            assertThat(first).filteredOn(r -> r.startsWith("b")).containsExactly("b0", "b1", "b2");
            assertThat(ran.subList(13, ran.size())).containsExactly("c5", "a5", "a6", "c6", "c7", "a7", "a8", "c8", "c9", "a9");
        }
    }

    @Test
    void whatCountsComesAfterAllThatIsTimedAndInNoOrder() throws InterruptedException {
        try (GroupForkRunner forks = runner("b", 1)) {
            assertThat(together(forks, List.of(A, B, C), SHAPE.counting(), 9)).hasSize(3);
            assertThat(ran).startsWith("a0", "b0", "c0", "c1", "a1", "a2", "c2", "c3", "a3").doesNotContain("b1", "no turn");
            assertThat(ran.subList(9, ran.size())).containsExactlyInAnyOrder("a4", "c4");
        }
    }

    @Test
    void whatIsToldOfForksComesAfterAllThatIsTimedToo() throws InterruptedException {
        told = 1;
        try (GroupForkRunner forks = runner(null, 0)) {
            assertThat(together(forks, List.of(A, B, C), SHAPE, 9)).hasSize(3);
            assertThat(ran.subList(0, 12)).doesNotContain("a4", "b4", "c4");
            assertThat(ran.subList(12, ran.size())).containsExactlyInAnyOrder("a4", "b4", "c4");
            ran.clear();
            assertThat(together(forks, List.of(A, B), SHAPE.counting(), 9)).hasSize(2);
            assertThat(ran.subList(8, ran.size())).containsExactlyInAnyOrder("a4", "b4", "a5", "b5");
        }
    }

    @Test
    void aForkThatDiesOnItsWayDoesNotTakeTheOthersAlong() throws InterruptedException {
        try (GroupForkRunner forks = runner("b", 2)) {
            List<ForkOutcome> outcomes = together(forks, List.of(A, B, C), SHAPE, 9);
            assertThat(ran).contains("a3", "b1", "c3").doesNotContain("b2", "no turn");
            assertThat(outcomes).extracting(ForkOutcome::status).containsExactly(Fork.Status.OK, Fork.Status.FAILED, Fork.Status.OK);
            assertThat(outcomes.get(1).reason()).isEqualTo("it crashed");
        }
    }

    @Test
    void nobodyWaitsForAForkThatDiesBeforeItAsks() throws InterruptedException {
        try (GroupForkRunner forks = runner("a", 0)) {
            assertThat(together(forks, List.of(A, B), SHAPE, 1000)).extracting(ForkOutcome::status)
                    .containsExactly(Fork.Status.FAILED, Fork.Status.OK);
            assertThat(ran).containsExactly("b0", "b1", "b2", "b3");
            // And the next group is served as if nothing had been.
            assertThat(together(forks, List.of(B, C), SHAPE, 1000)).allMatch(o -> o.status() == Fork.Status.OK);
        }
    }

    @Test
    void groupsRunAtOnceInLanesOfTheirOwn() throws InterruptedException {
        try (GroupForkRunner forks = runner("b", 1, List.of(List.of(), List.of()))) {
            assertThat(forks.atOnce()).isEqualTo(2);
            Map<Cell, ForkOutcome> told = new HashMap<>();
            List<List<ForkOutcome>> outcomes = forks.run(List.of(new ForkRunner.Group(List.of(A, B), SHAPE, 9),
                    new ForkRunner.Group(List.of(C), SHAPE.counting(), 9)), (cell, outcome) -> told.put(cell, outcome));
            assertThat(told.keySet()).containsExactlyInAnyOrder(A, B, C);
            assertThat(told.values()).allMatch(o -> o.seconds() < outcomes.get(0).get(0).seconds() && Double.isNaN(o.foreign()));
            assertThat(outcomes.get(0)).extracting(ForkOutcome::status).containsExactly(Fork.Status.OK, Fork.Status.FAILED);
            assertThat(outcomes.get(1)).extracting(ForkOutcome::status).containsExactly(Fork.Status.OK);
            assertThat(ran).filteredOn(r -> !r.startsWith("c")).containsExactly("a0", "b0", "a1", "a2", "a3");
            assertThat(ran).filteredOn(r -> r.startsWith("c")).containsExactly("c0", "c1", "c2", "c3", "c4");
            // All of them together took the time that they share.
            assertThat(outcomes.get(0).get(0).seconds()).isEqualTo(outcomes.get(1).get(0).seconds());
        }
        assertThat(seats).isEqualTo(3);
    }

    @Test
    void strangersAtADoorGetNoTurnAndStopNobody() throws Exception {
        List<Socket> strangers = Collections.synchronizedList(new ArrayList<>());
        GroupForkRunner forks = new GroupForkRunner(seat(0, null, 0), port -> new ForkRunner() {
            @Override
            public ForkOutcome run(Cell cell, Shape shape, double limitSeconds) {
                try {
                    for (String says : List.of("", "r", "x".repeat(Turns.SECRET.length()) + "r")) {
                        Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port);
                        strangers.add(stranger);
                        stranger.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                FakeTurns.take(cell.method(), port, shape.total(), ran);
                return new FakeForks(1).good(cell, shape, 1);
            }

            @Override
            public void close() {
                // Nothing runs.
            }
        }, List.of(List.of()));
        try (forks) {
            assertThat(together(forks, List.of(A, B), SHAPE, 60)).hasSize(2);
            assertThat(ran).containsExactly("a0", "b0", "b1", "a1", "a2", "b2", "b3", "a3");
            for (Socket stranger : strangers) {
                assertThat(stranger.getInputStream().read()).isEqualTo(-1);
                stranger.close();
            }
        }
    }

    @Test
    void oneCellRunsAlone() throws InterruptedException {
        try (GroupForkRunner forks = runner(null, 0)) {
            together(forks, List.of(A), SHAPE, 9);
            forks.run(B, SHAPE, 9);
        }
        assertThat(ran).containsExactly("a alone", "b alone", "closed");
        assertThat(seats).isZero();
    }

    @Test
    void groupsThatAreTooLargeRunInParts() throws InterruptedException {
        List<Cell> cells = IntStream.range(0, GroupForkRunner.MOST + 2).mapToObj(i -> FakeForks.cell("m" + i, 1)).toList();
        try (GroupForkRunner forks = runner(null, 0)) {
            assertThat(together(forks, cells, SHAPE, 9)).hasSameSizeAs(cells).allMatch(o -> o.status() == Fork.Status.OK);
        }
        assertThat(seats).isEqualTo(GroupForkRunner.MOST);
        assertThat(ran.stream().filter(r -> r.endsWith("3"))).hasSizeGreaterThanOrEqualTo(cells.size());
    }
}
