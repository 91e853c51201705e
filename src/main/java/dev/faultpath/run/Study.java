package dev.faultpath.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.InputException;
import dev.faultpath.results.Json;
import dev.faultpath.results.StudyFork;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A/A studies of the way we measure: the same cell under two names. What they find is analysed from their files, which stay in
 * the repository, so that anyone can look again without measuring again.
 */
public final class Study implements AutoCloseable {
    private final Shape shape;
    private final BufferedWriter out;
    private final Path file;
    private final BooleanSupplier cancelled;
    private final Consumer<String> progress;

    /**
     * @param shape       length and number of iterations; none counts as warm-up, the analysis draws that line
     * @param file        where forks are written, must not exist
     * @param description first line of the file: environment and arguments
     * @param cancelled   asked before each fork; true ends the study, its file stays
     * @param progress    told each session's end
     */
    public Study(Shape shape, Path file, JsonNode description, BooleanSupplier cancelled, Consumer<String> progress) {
        this.shape = shape;
        this.file = file;
        this.cancelled = cancelled;
        this.progress = progress;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            out = Files.newBufferedWriter(file, java.nio.file.StandardOpenOption.CREATE_NEW);
            line(Json.MAPPER.createObjectNode().put("studyFile", 1).set("description", description));
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Pairs of forks of each cell, one right after the other, in seeded random order: for the choice of the estimator and of the
     * shape of a fork.
     *
     * @param forks  what runs a fork
     * @param rounds how many pairs of each cell
     */
    public void estimator(ForkRunner forks, List<Cell> cells, int rounds, long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int round = 1; round <= rounds; round++) {
            List<Cell> order = new ArrayList<>(cells);
            Collections.shuffle(order, random);
            int position = 0;
            for (Cell cell : order) {
                boolean swap = random.nextBoolean();
                for (String arm : swap ? List.of("B", "A") : List.of("A", "B")) {
                    if (!run(forks, "estimator", round, "interleaved", cell, arm, ++position)) {
                        return;
                    }
                }
            }
            progress.accept("round " + round + " of " + rounds + " done");
        }
    }

    /**
     * Sessions of equally many forks, half of them in blocks as our runner does it, half in JMH's order: all forks of one
     * benchmark before the next. The first cell runs under two names, in JMH's order as the first and the last benchmark; the
     * others take their time between. Sessions of the two schemes alternate, so that both meet the same machine.
     *
     * @param forks    what runs a fork
     * @param cells    at least one; the first is the one that is compared with itself
     * @param sessions how many of each scheme
     * @param perArm   forks of each cell in a session
     */
    public void order(ForkRunner forks, List<Cell> cells, int sessions, int perArm, long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int session = 1; session <= sessions; session++) {
            boolean blocksFirst = random.nextBoolean();
            for (String scheme : blocksFirst ? List.of("interleaved", "sequential") : List.of("sequential", "interleaved")) {
                List<Slot> slots = new ArrayList<>();
                slots.add(new Slot(cells.get(0), "A"));
                cells.subList(1, cells.size()).forEach(c -> slots.add(new Slot(c, "-")));
                slots.add(new Slot(cells.get(0), "B"));
                List<Slot> order = new ArrayList<>();
                for (int i = 0; i < perArm; i++) {
                    List<Slot> block = new ArrayList<>(slots);
                    Collections.shuffle(block, random);
                    order.addAll(block);
                }
                if (scheme.equals("sequential")) {
                    order.clear();
                    slots.forEach(s -> order.addAll(Collections.nCopies(perArm, s)));
                }
                int position = 0;
                for (Slot slot : order) {
                    if (!run(forks, "order", session, scheme, slot.cell, slot.arm, ++position)) {
                        return;
                    }
                }
            }
            progress.accept("session " + session + " of " + sessions + " done");
        }
    }

    private record Slot(Cell cell, String arm) {
    }

    /**
     * Pairs of equal forks in every mode, the modes themselves in seeded random order within each round: for the choice of the
     * guard's mode and of the shape of its forks. A mode that runs several pairs at once is also tried with as many as it can, under
     * its name and their number.
     *
     * @param runners what runs pairs, by mode
     * @param rounds  how many pairs of each cell and mode
     */
    public void modes(Map<PairRunner.Mode, PairRunner> runners, List<Cell> cells, int rounds, long seed) throws InterruptedException {
        Random random = new Random(seed);
        int most = runners.values().stream().mapToInt(PairRunner::atOnce).max().orElse(1);
        for (int round = 1; round <= rounds; round++) {
            List<Cell> order = new ArrayList<>(cells);
            Collections.shuffle(order, random);
            int position = 0;
            for (int from = 0; from < order.size(); from += most) {
                List<Cell> some = order.subList(from, Math.min(order.size(), from + most));
                boolean first = random.nextBoolean();
                if (first && !atOnce(runners, round, some, random, ++position)) {
                    return;
                }
                for (Cell cell : some) {
                    List<PairRunner.Mode> modes = new ArrayList<>(runners.keySet());
                    Collections.shuffle(modes, random);
                    for (PairRunner.Mode mode : modes) {
                        if (!pairs(runners.get(mode), scheme(mode), mode.parallel(), round, List.of(cell), random, ++position)) {
                            return;
                        }
                    }
                }
                if (!first && !atOnce(runners, round, some, random, ++position)) {
                    return;
                }
            }
            progress.accept("round " + round + " of " + rounds + " done");
        }
    }

    /** The same cells at once, in the modes that can. */
    private boolean atOnce(Map<PairRunner.Mode, PairRunner> runners, int round, List<Cell> cells, Random random, int position)
            throws InterruptedException {
        for (Map.Entry<PairRunner.Mode, PairRunner> runner : runners.entrySet()) {
            int most = runner.getValue().atOnce();
            if (most > 1 && !pairs(runner.getValue(), scheme(runner.getKey()) + "-" + most, false, round, cells, random, position)) {
                return false;
            }
        }
        return true;
    }

    private static String scheme(PairRunner.Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private boolean pairs(PairRunner pairs, String scheme, boolean parallel, int round, List<Cell> cells, Random random, int position)
            throws InterruptedException {
        if (cancelled.getAsBoolean()) {
            return false;
        }
        List<PairRunner.Outcomes> outcomes = pairs.run(cells.stream().map(c -> new PairRunner.Wanted(c, true, random.nextBoolean())).toList(),
                shape, limit());
        for (int i = 0; i < cells.size(); i++) {
            PairRunner.Outcomes pair = outcomes.get(i);
            // A fork's share of its pair's wall time; forks that run at once each take all of it.
            double seconds = parallel ? pair.seconds() : pair.seconds() / 2;
            if (!keep("modes", round, scheme, cells.get(i), "A", position, pair.baseline(), seconds)
                    || !keep("modes", round, scheme, cells.get(i), "B", position, pair.candidate(), seconds)) {
                return false;
            }
        }
        return true;
    }

    private double limit() {
        return Math.max(60, 20 * shape.seconds());
    }

    private boolean run(ForkRunner forks, String study, int session, String scheme, Cell cell, String arm, int position)
            throws InterruptedException {
        if (cancelled.getAsBoolean()) {
            return false;
        }
        ForkOutcome outcome = forks.run(cell, shape, limit());
        return keep(study, session, scheme, cell, arm, position, outcome, outcome.seconds());
    }

    private boolean keep(String study, int session, String scheme, Cell cell, String arm, int position, ForkOutcome outcome, double seconds) {
        if (cancelled.getAsBoolean()) {
            return false;
        }
        if (outcome.status() != ForkOutcome.Status.OK) {
            throw new InputException(cell.label() + ": a study needs every fork, and one failed: " + outcome.reason());
        }
        try {
            line(new StudyFork(study, session, scheme, cell.label(), arm, position, shape.millis(), seconds, outcome.iterations()).toJson());
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written: " + e.getMessage(), e);
        }
        return true;
    }

    private void line(JsonNode node) throws IOException {
        out.write(node.toString());
        out.write('\n');
        out.flush();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            // Every line was flushed.
        }
    }
}
