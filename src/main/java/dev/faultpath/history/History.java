package dev.faultpath.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.InputException;
import dev.faultpath.forks.Cell;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.Pairs;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.stats.ChangePoints;
import dev.faultpath.stats.Interval;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How the cells went from one published folder to the next, on one class of machine and one JDK: nothing is compared across either.
 *
 * <p>A cell that gets a new parameter begins anew; one on a layout that each run captures for itself is not followed. A change needs
 * several later folders before it is called, see {@link ChangePoints}: the guard is for today, this for what slipped under its margin.
 *
 * @param machine class of the machine
 * @param jdk     feature version of the JDK
 * @param moments the folders that hold results of both, in order of time
 * @param cells   in {@link CellResult#ORDER}, ratio before time
 */
public record History(String machine, String jdk, List<Moment> moments, List<CellHistory> cells) {
    /** Feature versions by number. */
    private static final Comparator<String> JDKS = Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /**
     * A published folder.
     *
     * @param folder  its name
     * @param started when the run began, UTC
     * @param commit  abbreviated commit of the code that was measured; {@code unknown} if it was not in a repository
     * @param dirty   whether the code differed from that commit
     */
    public record Moment(String folder, String started, String commit, boolean dirty) {
        /** The commit, with a plus sign behind it if the code differed. */
        public String revision() {
            return dirty ? commit + "+" : commit;
        }
    }

    /**
     * One for each class of machine and JDK, sorted by both.
     *
     * @throws InputException if a folder's environment does not say when, on what, or of which commit it is
     */
    public static List<History> of(List<ResultFolder> folders) {
        record Dated(Moment moment, ResultFolder folder) {
        }

        SortedMap<String, List<Dated>> byMachine = new TreeMap<>();
        for (ResultFolder folder : folders) {
            Moment moment = new Moment(folder.name(), text(folder, "started"), text(folder, "commit"),
                    folder.environment().path("dirty").asBoolean());
            byMachine.computeIfAbsent(text(folder, "machine", "class"), m -> new ArrayList<>()).add(new Dated(moment, folder));
        }
        List<History> histories = new ArrayList<>();
        byMachine.forEach((machine, dated) -> {
            dated.sort(Comparator.comparing((Dated d) -> d.moment.started).thenComparing(d -> d.moment.folder));
            for (String jdk : dated.stream().flatMap(d -> jdks(d.folder)).distinct().sorted(JDKS).toList()) {
                List<Dated> here = dated.stream().filter(d -> jdks(d.folder).anyMatch(jdk::equals)).toList();
                List<List<CellResult>> cells = new ArrayList<>();
                here.forEach(d -> cells.add(d.folder.cells().stream().filter(c -> c.jdk().equals(jdk)).toList()));
                histories.add(new History(machine, jdk, here.stream().map(Dated::moment).toList(), follow(cells)));
            }
        });
        return List.copyOf(histories);
    }

    private static Stream<String> jdks(ResultFolder folder) {
        return folder.cells().stream().map(CellResult::jdk);
    }

    private static String text(ResultFolder folder, String... keys) {
        JsonNode node = folder.environment();
        for (String key : keys) {
            node = node.path(key);
        }
        if (!node.isTextual() || node.asText().isBlank()) {
            throw new InputException(folder.path().resolve(ResultFolder.ENVIRONMENT) + ": '" + String.join(".", keys) + "' is missing");
        }
        return node.asText();
    }

    /** @param cells those of each moment */
    private static List<CellHistory> follow(List<List<CellResult>> cells) {
        Map<String, Followed> followed = new LinkedHashMap<>();
        for (int moment = 0; moment < cells.size(); moment++) {
            Map<CellResult.Group, CellResult> references = new LinkedHashMap<>();
            List<CellResult> forms = cells.get(moment).stream().map(CellResult::mainForm).toList();
            forms.stream().filter(CellResult::reference).forEach(c -> references.put(c.group(), c));
            for (CellResult cell : forms) {
                if (Cell.LIVE.equals(cell.params().get("layout"))) {
                    continue;
                }
                Followed f = followed.computeIfAbsent(cell.label(), label -> new Followed(cell));
                if (cell.scores().length > 0) {
                    f.time.add(moment, Ratios.typical(cell.scores()));
                }
                CellResult reference = references.get(cell.group());
                if (reference != null && reference != cell && !cell.control()) {
                    Pairs pairs = Pairs.of(cell.forks(), reference.forks(), Fork::score);
                    if (pairs.size() > 0) {
                        f.ratio.add(moment, Ratios.paired(pairs.candidate(), pairs.reference()));
                    }
                }
            }
        }
        List<CellHistory> histories = new ArrayList<>();
        followed.values().stream().sorted(Comparator.comparing(f -> f.cell, CellResult.ORDER)).forEach(f -> {
            f.ratio.close(f.cell, CellHistory.Quantity.RATIO, histories);
            f.time.close(f.cell, CellHistory.Quantity.TIME, histories);
        });
        return List.copyOf(histories);
    }

    /** A cell while its values are gathered. */
    private static final class Followed {
        private final CellResult cell;
        private final Values ratio = new Values();
        private final Values time = new Values();

        Followed(CellResult cell) {
            this.cell = cell;
        }
    }

    /** Values while they are gathered, and the moments they are of. */
    private static final class Values {
        private final List<Integer> moments = new ArrayList<>();
        private final List<Interval> values = new ArrayList<>();

        void add(int moment, Interval value) {
            moments.add(moment);
            values.add(value);
        }

        void close(CellResult cell, CellHistory.Quantity quantity, List<CellHistory> histories) {
            if (!values.isEmpty()) {
                histories.add(new CellHistory(cell.benchmark(), cell.params(), cell.design(), quantity, List.copyOf(moments),
                        TimeSeries.of(values)));
            }
        }
    }

    /** The last folder in which a cell still had the old level. */
    public Moment before(CellHistory cell, ChangePoints.Change change) {
        return moments.get(cell.moments().get(change.index() - 1));
    }

    /** The first folder in which a cell had the new level. */
    public Moment after(CellHistory cell, ChangePoints.Change change) {
        return moments.get(cell.moments().get(change.index()));
    }

    /**
     * How far changes of a quantity can be trusted.
     *
     * @param series        cells that have it
     * @param longSeries    of these: with enough folders for a change to be found
     * @param expectedFalse of these: that would be flagged if none had changed, on average
     * @param flaggedSlower with a change to the worse; a series may have both
     * @param flaggedFaster with a change to the better
     */
    public record Summary(int series, int longSeries, double expectedFalse, int flaggedSlower, int flaggedFaster) {
    }

    public Summary summary(CellHistory.Quantity quantity) {
        List<TimeSeries> all = cells.stream().filter(c -> c.quantity() == quantity).map(CellHistory::series).toList();
        int enough = (int) all.stream().filter(TimeSeries::longEnough).count();
        return new Summary(all.size(), enough, ChangePoints.LEVEL * enough,
                (int) all.stream().filter(s -> s.changes().stream().anyMatch(c -> c.shift() > 0)).count(),
                (int) all.stream().filter(s -> s.changes().stream().anyMatch(c -> c.shift() <= 0)).count());
    }
}
