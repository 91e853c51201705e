package dev.faultpath.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.RevalidationDesigns;
import dev.faultpath.design.revalidate.StaleEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of designs and events that claims C3 and C8a rest on is what the schedules find: each of its cells is a test with the
 * cell's name, which runs the event at every moment of a request ({@code -Dfaultpath.golden=write} keeps what is found).
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ScheduleTableTest {
    private static final Path TABLE = Path.of("src/main/resources/dev/faultpath/claims/schedules.txt");
    private static final String HEAD = """
            # Which event makes which design of Q5 use a stale answer, found by schedules: claim | design | event | sound or unsound | test
            # An event takes effect when whoever makes it has returned; the sequence is the client's notifier sequence.
            # ScheduleTableTest compares each line with what its schedules find; -Dfaultpath.golden=write keeps what they find.
            """;

    static Stream<Arguments> cells() {
        return RevalidationDesigns.all().stream().flatMap(d -> Stream.of(StaleEvent.values()).map(e -> Arguments.of(d, e)));
    }

    private static String name(StaleEvent event) {
        return event.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String line(String design, StaleEvent event) throws Throwable {
        boolean stale = false;
        List<Boolean> moved = new ArrayList<>();
        for (StaleSchedule.Moment moment : StaleSchedule.Moment.values()) {
            StaleSchedule.Outcome outcome = new StaleSchedule(event, moment)
                    .outcome(client -> Designs.create(AccessRevalidation.class, design, client));
            stale |= outcome.stale();
            moved.add(outcome.sequenceMoved());
        }
        assertThat(moved).as("the same at every moment").containsOnly(moved.get(0));
        return "C3 | " + design + " | " + name(event) + (moved.get(0) ? ", the sequence moves" : ", the sequence stands") + " | "
                + (stale ? "unsound" : "sound") + " | ScheduleTableTest.cell";
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(TABLE).stream().filter(l -> !l.startsWith("#")).toList();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("cells")
    void cell(String design, StaleEvent event) throws Throwable {
        assertThat(table()).as("lines of %s", TABLE).contains(line(design, event));
    }

    @Test
    void everyCellHasOneLineAndEveryLineACell() throws Throwable {
        if (System.getProperty("faultpath.golden", "").equals("write")) {
            StringBuilder text = new StringBuilder(HEAD);
            for (Arguments cell : cells().toList()) {
                text.append(line((String) cell.get()[0], (StaleEvent) cell.get()[1])).append('\n');
            }
            Files.writeString(TABLE, text);
        }
        List<String> found = table().stream().map(l -> l.replaceFirst(",.*", "")).toList();
        List<String> wanted = cells().map(c -> "C3 | " + c.get()[0] + " | " + name((StaleEvent) c.get()[1])).toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(new TreeSet<>(wanted)).as("no cell twice").hasSameSizeAs(wanted);
    }

    /** Of caches that nothing checks but the notifier sequence, each a client's own: what was proposed, and one whose changes move it. */
    @ParameterizedTest
    @CsvSource({"broken-request-cache, 4", "notifier-sequence, 8"})
    void itIsSoundExactlyWhereTheEventMovesTheSequenceBeforeItTakesEffect(String design, int events) throws IOException {
        List<String> lines = table().stream().filter(l -> l.startsWith("C3 | " + design + " |"))
                .filter(l -> !l.contains("client replaced")).toList();
        assertThat(lines).hasSize(StaleEvent.values().length - 1)
                .allSatisfy(l -> assertThat(l.contains("| sound |")).as(l).isEqualTo(l.contains("the sequence moves")));
        assertThat(lines.stream().filter(l -> l.contains("| sound |"))).hasSize(events);
    }

    @Test
    void anAnswerBoundToItsProvidersLifeIsSoundExactlyWhereTheProviderGoes() throws IOException {
        assertThat(table()).filteredOn(l -> l.startsWith("C3 | provider-table |") && l.contains("| sound |"))
                .extracting(l -> l.replaceAll("^[^|]*\\|[^|]*\\| |,.*", "")).containsExactlyInAnyOrder("page moved", "pagemap killed",
                        "pagemap reused", "owner reused", "unplug started");
    }

    @ParameterizedTest
    @MethodSource("dev.faultpath.design.revalidate.RevalidationDesigns#safe")
    void aSafeDesignIsSoundForEveryEvent(String design) throws IOException {
        assertThat(table()).filteredOn(l -> l.startsWith("C3 | " + design + " |")).hasSize(StaleEvent.values().length)
                .allSatisfy(l -> assertThat(l).contains("| sound |"));
    }
}
