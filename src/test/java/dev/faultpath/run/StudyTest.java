package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import dev.faultpath.results.StudyFork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    private static final Shape SHAPE = new Shape(0, 12, 5);

    @TempDir
    Path folder;

    private static PairRunner pairs(boolean fails, int atOnce) {
        FakeForks forks = new FakeForks(4);
        return new PairRunner() {
            @Override
            public int atOnce() {
                return atOnce;
            }

            @Override
            public Outcomes run(Wanted pair, Shape shape, double limitSeconds) {
                assertThat(pair.self()).isTrue();
                return new Outcomes(forks.run(pair.cell(), shape, limitSeconds),
                        fails ? FakeForks.failed("x") : forks.run(pair.cell(), shape, limitSeconds), 3);
            }

            @Override
            public void close() {
                // Nothing runs.
            }
        };
    }

    private List<StudyFork> modes(boolean fails) throws InterruptedException {
        Path file = folder.resolve("study.jsonl");
        Map<PairRunner.Mode, PairRunner> runners = new EnumMap<>(PairRunner.Mode.class);
        runners.put(PairRunner.Mode.ADJACENT, pairs(fails, 1));
        runners.put(PairRunner.Mode.DUET, pairs(fails, 1));
        try (Study study = new Study(SHAPE, file, Json.MAPPER.createObjectNode(), () -> false, text -> { })) {
            study.modes(runners, List.of(FakeForks.cell("ownerId", 16), FakeForks.cell("ownerPointer", 16)), 10, 3);
        }
        return StudyFork.read(file);
    }

    @Test
    void aModeThatRunsSeveralPairsAtOnceIsTriedBothWays() throws InterruptedException {
        Path file = folder.resolve("study.jsonl");
        List<Cell> cells = new ArrayList<>();
        for (int pages = 1; pages <= 6; pages++) {
            cells.add(FakeForks.cell("ownerId", pages));
        }
        Map<PairRunner.Mode, PairRunner> runners = new EnumMap<>(Map.of(PairRunner.Mode.LOCKSTEP, pairs(false, 4)));
        try (Study study = new Study(SHAPE, file, Json.MAPPER.createObjectNode(), () -> false, text -> { })) {
            study.modes(runners, cells, 5, 3);
        }
        List<StudyFork> forks = StudyFork.read(file);
        assertThat(forks.stream().collect(Collectors.groupingBy(StudyFork::scheme, Collectors.counting())))
                .isEqualTo(Map.of("lockstep", 5L * 6 * 2, "lockstep-4", 5L * 6 * 2));
        for (List<StudyFork> round : forks.stream().collect(Collectors.groupingBy(StudyFork::session)).values()) {
            assertThat(round.stream().map(f -> f.cell() + f.scheme() + f.arm())).hasSize(24).doesNotHaveDuplicates();
        }
    }

    @Test
    void everyRoundHasEveryCellInEveryModeAndTheOrderChanges() throws InterruptedException {
        List<StudyFork> forks = modes(false);
        assertThat(forks).hasSize(10 * 2 * 2 * 2).allMatch(f -> f.study().equals("modes"));
        Set<String> orders = new HashSet<>();
        forks.stream().collect(Collectors.groupingBy(StudyFork::session)).values().forEach(round -> {
            assertThat(round.stream().map(f -> f.cell() + f.scheme() + f.arm())).hasSize(8).doesNotHaveDuplicates();
            orders.add(round.stream().map(f -> f.cell() + f.scheme()).collect(Collectors.joining()));
        });
        assertThat(orders).hasSizeGreaterThan(3);
        // Two at once each take the whole time of their pair, others half.
        assertThat(forks).allMatch(f -> f.seconds() == (f.scheme().equals("duet") ? 3 : 1.5));
    }

    @Test
    void aForkThatFailsEndsAStudy() {
        assertThatThrownBy(() -> modes(true)).isInstanceOf(InputException.class).hasMessageContaining("a study needs every fork");
    }
}
