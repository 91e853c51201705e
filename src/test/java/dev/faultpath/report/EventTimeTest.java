package dev.faultpath.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultpath.results.CellResult;
import dev.faultpath.results.CellsForTest;
import dev.faultpath.results.Fork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventTimeTest {
    /** A cell with eight forks, in each so many events that took so long together; the last fork had none. */
    private static CellResult cell(String method, String design, String count, double events, String nanos, double total) {
        CellResult plain = CellsForTest.cell("dev.faultpath.bench.TearDownBenchmark." + method, Map.of("design", design, "pages", "512"),
                "17", 10, 10, 10, 10, 10, 10, 10, 10);
        List<Fork> forks = new ArrayList<>();
        for (Fork f : plain.forks()) {
            boolean last = f.block() == 8;
            forks.add(new Fork(f.block(), f.status(), f.reason(), f.warmup(), f.measured(), f.score(), f.mean(), f.bytesPerOp(),
                    f.seconds(), f.steal(), f.foreign(), f.flags(),
                    new TreeMap<>(Map.of(count, last ? 0.0 : events, nanos, last ? 0.0 : total + f.block())), null));
        }
        return plain.withForks(forks);
    }

    private static final List<CellResult> CELLS = List.of(
            cell("unplugAlone", "tryget-live", "unplugs", 4, "unplugNanos", 8000),
            cell("unplugAlone", "recheck-under-lock", "unplugs", 4, "unplugNanos", 4000),
            cell("revokeAlone", "recheck-under-lock", "revocations", 10, "revokeNanos", 5000));

    @Test
    void isTheMeanOfAForkTypicalOverForksThatHadEvents() {
        List<EventTime> times = EventTime.of(CELLS);
        assertThat(times).extracting(t -> t.event().word() + " " + t.cell().design())
                .containsExactly("revocation recheck-under-lock", "unplug recheck-under-lock", "unplug tryget-live");
        assertThat(times.get(1).time().estimate()).isCloseTo(1001, within(0.01)); // 4004 ns over 4 unplugs, in the middle of seven forks
        assertThat(times.get(1).time().n()).isEqualTo(7);
        assertThat(times.get(1).events()).isEqualTo(28);
        assertThat(times.get(1).ratio()).isNull();
        assertThat(times.get(2).ratio().estimate()).isCloseTo(8004.0 / 4004, within(0.001));
        assertThat(times.get(2).ratio().bounded()).isTrue();
    }

    @Test
    void textNamesEventWorkAndDesign() {
        assertThat(EventTime.text(CELLS)).contains("revocation: TearDownBenchmark revokeAlone pages=512, JDK 17",
                "unplug: TearDownBenchmark unplugAlone pages=512, JDK 17", "tryget-live", "28 events", "reference");
        assertThat(EventTime.text(List.of(CellsForTest.cell("ownerId", Map.of(), 1, 2)))).isEmpty();
    }
}
