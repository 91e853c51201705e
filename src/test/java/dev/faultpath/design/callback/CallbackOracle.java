package dev.faultpath.design.callback;

import dev.faultpath.model.Pagemap;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What each design of Q4 has to do, a row each: the tests of its answers, of its freshness and of its calls take it from here.
 *
 * @param design as tables print it
 * @param answer whose answer decides about a page of another owner
 * @param sees when it grants by a driver's new answer
 * @param asks when it asks a driver
 * @param about the pagemaps that a walk in which it asks is about, one for each call, before those without a callback are left out
 * @param calls how many that are in closed form
 */
public record CallbackOracle(String design, Answer answer, Sees sees, Asks asks, Function<CallbackWorld, Stream<Pagemap>> about,
                             ToLongFunction<Rounds> calls) {
    private static final List<CallbackOracle> ROWS = List.of(
            row("none", Answer.NOBODY, Sees.NEVER, Asks.NEVER, w -> Stream.empty(), r -> 0),
            row("none-with-cold-call", Answer.NOBODY, Sees.NEVER, Asks.NEVER, w -> Stream.empty(), r -> 0),
            row("callback-per-page", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK, w -> w.foreignPages().stream(), Rounds::foreignPages),
            row("callback-every-device-page", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK, w -> w.devicePages().stream(), Rounds::pages),
            row("callback-last-pagemap", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK, w -> CallbackWorld.runs(w.foreignPages()).stream(),
                    Rounds::runsBehindTheOwner),
            row("callback-last-run", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK,
                    w -> CallbackWorld.runs(w.devicePages()).stream().filter(p -> p.owner() != w.owner), Rounds::foreignRuns),
            row("callback-set-cache", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK, w -> w.setCacheMisses().stream(),
                    Rounds::setCacheMisses),
            row("verdict-in-pagemap", Answer.DRIVER, Sees.NEW_EPOCH, Asks.FIRST_WALK, w -> w.foreignPages().stream().distinct(),
                    Rounds::foreignPagemaps),
            row("map-type-table", Answer.DRIVER, Sees.NEVER, Asks.FIRST_WALK, w -> w.firstOfDevice().stream(), Rounds::foreignPagemaps),
            row("epoch-map", Answer.DRIVER, Sees.NEW_EPOCH, Asks.FIRST_WALK, w -> w.foreignPages().stream().distinct(),
                    Rounds::foreignPagemaps),
            row("pair-verdicts", Answer.DRIVER, Sees.NEVER, Asks.FIRST_WALK, w -> w.firstOfDevice().stream(), Rounds::foreignPagemaps),
            row("runtime-owner", Answer.DRIVER, Sees.NEVER, Asks.WHEN_MADE, w -> Stream.empty(), r -> 0),
            row("core-distance", Answer.CORE, Sees.NEVER, Asks.NEVER, w -> Stream.empty(), r -> 0),
            row("after-walk", Answer.DRIVER, Sees.NEXT_WALK, Asks.EVERY_WALK, w -> w.foreignPages().stream().distinct(),
                    Rounds::foreignPagemaps));

    /** Whose answer decides about a page of another owner. */
    public enum Answer {
        /** None: it is refused. */
        NOBODY,
        /** The core's, by distance. */
        CORE,
        /** The driver's. */
        DRIVER
    }

    /** When a design that was used before grants by a driver's new answer. */
    public enum Sees {
        /** In the next walk, untold. */
        NEXT_WALK,
        /** In the next walk after the epoch has moved. */
        NEW_EPOCH,
        /** Not before somebody does more than move the epoch. */
        NEVER
    }

    /** When a design asks a driver. */
    public enum Asks {
        /** In every walk the same. */
        EVERY_WALK,
        /** In the first walk of a new object, and in the first of a new epoch if it sees one. */
        FIRST_WALK,
        /** When it is made, about every pagemap of another owner. */
        WHEN_MADE,
        /** Never. */
        NEVER
    }

    private static CallbackOracle row(String design, Answer answer, Sees sees, Asks asks, Function<CallbackWorld, Stream<Pagemap>> about,
            ToLongFunction<Rounds> calls) {
        return new CallbackOracle(design, answer, sees, asks, about, calls);
    }

    /** The designs that have a row. */
    static List<String> designs() {
        return ROWS.stream().map(CallbackOracle::design).toList();
    }

    /** The row of a design. */
    public static CallbackOracle of(String design) {
        return ROWS.stream().filter(r -> r.design.equals(design)).findFirst().orElseThrow(() -> new AssertionError("design '" + design
                + "' has no row in CallbackOracle.ROWS; add one, such as\n    row(\"" + design + "\", Answer.DRIVER, Sees.NEXT_WALK,"
                + " Asks.EVERY_WALK, w -> w.foreignPages().stream(), Rounds::foreignPages),\n"
                + "for a design that asks a driver about each page of another owner"));
    }

    /**
     * Walks over runs of pages that go round some pagemaps, of which the first is the client's own.
     *
     * @param pages pages of the walk
     * @param foreignPages pages of other owners
     * @param foreignRuns runs of them
     * @param foreignPagemaps pagemaps of them
     * @param setCacheMisses changes of the pagemap in a slot of the small cache
     */
    public record Rounds(long pages, long foreignPages, long foreignRuns, long foreignPagemaps, long setCacheMisses) {
        private static final int SLOTS = 8;

        /** The rounds of {@code devices} pagemaps in runs of {@code run} pages. */
        public static Rounds of(int pages, int run, int devices) {
            long foreign = 0;
            long runs = 0;
            for (int page = 0; page < pages; page++) {
                boolean other = page / run % devices != 0;
                foreign += other ? 1 : 0;
                runs += other && page % run == 0 ? 1 : 0;
            }
            long pagemaps = Math.min(devices, (pages + run - 1) / run) - 1L;
            long misses = 0;
            for (long slot = 0; slot < SLOTS; slot++) {
                long sharing = 0;
                long runsHere = 0;
                for (long pagemap = 1; pagemap <= pagemaps; pagemap++) {
                    if (pagemap % SLOTS == slot) {
                        sharing++;
                        for (long start = pagemap * run; start < pages; start += (long) run * devices) {
                            runsHere++;
                        }
                    }
                }
                misses += sharing == 1 ? 1 : runsHere;
            }
            return new Rounds(pages, foreign, runs, pagemaps, misses);
        }

        /** Runs behind the owner's comparison: with one foreign pagemap the pages between its runs are the client's own, which end none. */
        long runsBehindTheOwner() {
            return foreignPagemaps == 1 ? 1 : foreignRuns;
        }
    }
}
