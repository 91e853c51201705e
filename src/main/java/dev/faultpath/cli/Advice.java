package dev.faultpath.cli;

import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.bench.CacheRevalidationBenchmark;
import dev.faultpath.bench.ContendedRevalidationBenchmark;
import dev.faultpath.bench.FaultPathBenchmark;
import dev.faultpath.bench.OwnerComparisonBenchmark;
import dev.faultpath.bench.PagemapCallbackBenchmark;
import dev.faultpath.bench.RevalidationProtocolBenchmark;
import dev.faultpath.claims.Claims;
import dev.faultpath.design.Designs;
import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.design.revalidate.Means;
import dev.faultpath.design.revalidate.StaleEvent;
import dev.faultpath.forks.Cell;
import dev.faultpath.layout.Topology;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.PeerAccess;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.operations.OperationCounter;
import dev.faultpath.report.Answer;
import dev.faultpath.report.Row;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import dev.faultpath.run.OwnerSchemes;
import dev.faultpath.run.Preset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What fits one case. What is possible is computed: reach by the orders in which devices may arrive, as claim C6 has it, safety by the
 * schedules of claim C3. What decides between the possible is counted; times stand beside it and decide nothing.
 */
final class Advice {
    private static final String CHECK = PagemapCallbackBenchmark.class.getName() + ".check";
    private static final String PROTOCOL = RevalidationProtocolBenchmark.class.getName() + ".protocol";
    private static final String EACH = "callback-per-page";
    private static final List<String> REMEMBERING = List.of("callback-last-pagemap", "callback-set-cache");
    /** Owners without groups: any relation, looked up in a fault. */
    private static final List<String> PAIRS = List.of("bitmask-per-peer", "matrix");
    /** Pages of a request. */
    private static final int REQUEST = 512;
    private static final int PROSE = 100;

    private final Topology topology;
    private final List<GroupingRow> owners;
    private final ArisingRow usual;
    private final ArisingRow worst;
    private final double rate;
    private final AdviseCommand.Follows follows;
    private final OperationCounter counter;
    private String source = "";
    private List<RowGroup> measured = List.of();
    private boolean now;
    private final List<Guard> guards = new ArrayList<>();
    private final Map<String, Operations> deciders = new LinkedHashMap<>();

    /**
     * A design of Q5: the event that makes it use a stale answer, empty if none does; whether a right that is withdrawn moves the notifier
     * sequence; how it covers that.
     */
    private record Guard(String design, String stale, boolean moves, Means means, Operations counted) {
        boolean refuses() {
            return means == Means.SEQUENCE || means == Means.GENERATION;
        }

        boolean delays() {
            return means == Means.REFERENCE || means == Means.GRACE_PERIOD;
        }

        String on() {
            return refuses() ? "a revocation refuses the requests in flight" : delays() ? "a revocation waits for the requests in flight"
                    : "asked again: nothing is refused but what is gone";
        }
    }

    Advice(Topology topology, List<GroupingRow> owners, ArisingRow usual, ArisingRow worst, double rate, AdviseCommand.Follows follows,
            OperationCounter counter) {
        this.topology = topology;
        this.owners = owners;
        this.usual = usual;
        this.worst = worst;
        this.rate = rate;
        this.follows = follows;
        this.counter = counter;
        Stream.concat(Stream.of("none", EACH), REMEMBERING.stream()).forEach(d -> deciders.put(d, check(d, arising())));
        PhysicalMemory memory = new PhysicalMemory();
        GpuSvm client = new GpuSvm(new AddressSpace(memory).notifiers(), memory.newOwner("own"), new PeerAccess());
        Proof.of("C3").stream().collect(Collectors.groupingBy(Proof::design, TreeMap::new, Collectors.toList())).forEach((design, proofs) ->
                guards.add(new Guard(design, proofs.stream().filter(p -> !p.holds()).map(Proof::event).findFirst().orElse(""),
                proofs.stream().anyMatch(p -> p.event().equals("access withdrawn, the sequence moves")),
                Designs.create(AccessRevalidation.class, design, client).covers(StaleEvent.ACCESS_WITHDRAWN),
                counter.count(PROTOCOL, request(design)))));
    }

    /** Shows instructions and times of a run beside what is counted, in the condition that is nearest. */
    void beside(String run, List<CellResult> cells) {
        source = run;
        measured = RowGroup.of(cells);
    }

    /** The same of {@link #cells} that were measured now. */
    void beside(List<CellResult> cells) {
        beside("forks of just now", cells);
        now = true;
    }

    /** What measures this very case: the walks, and the sound designs that keep an answer right. */
    List<Cell> cells(String jdk) {
        Preset publish = Preset.of("publish");
        String walks = publish.entry(PagemapCallbackBenchmark.class.getSimpleName()).heap();
        String requests = publish.entry(RevalidationProtocolBenchmark.class.getSimpleName()).heap();
        return Stream.concat(deciders.keySet().stream().map(d -> new Cell(CHECK, walk(d, arising()), jdk, walks)), guards.stream()
                .filter(g -> g.stale.isEmpty()).map(g -> new Cell(PROTOCOL, request(g.design), jdk, requests))).toList();
    }

    private String arising() {
        return "alternate:" + usual.median() + ":" + usual.devices();
    }

    private SortedMap<String, String> walk(String design, String placement) {
        int pages = usual.median() * usual.devices() > REQUEST ? 16 * REQUEST : REQUEST;
        return new TreeMap<>(Map.of("design", design, "layout", "system-present", "pages", Integer.toString(pages), "placement", placement,
                "profile", "mega", "mix", "none", "yesPercent", "100", "foreignShown", "often", "callbackCost", "0"));
    }

    private Operations check(String design, String placement) {
        return counter.count(CHECK, walk(design, placement));
    }

    private SortedMap<String, String> request(String design) {
        return new TreeMap<>(Map.of("design", design, "pages", Integer.toString(REQUEST), "devices", Integer.toString(usual.devices()),
                "runLength", Integer.toString(usual.median())));
    }

    /** Of the loads and stores of a fault those for asking each page, as a share. */
    private double share(AdviseCommand.Follows what) {
        String memory = what == AdviseCommand.Follows.UPDATE ? "foreign-granted" : "foreign-refused";
        String without = what == AdviseCommand.Follows.UPDATE ? "own" : memory;
        return Claims.checkShare(fault(EACH, memory), fault("owner-only", without));
    }

    private Operations fault(String decider, String memory) {
        return counter.count(FaultPathBenchmark.class.getName() + ".fault", new TreeMap<>(Map.of("design", decider, "memory", memory,
                "granule", "2m", "mapping", "4k", "pages", Integer.toString(REQUEST))));
    }

    /** Revocations that fall into a request of 2 MiB. */
    private double perRequest() {
        return rate * REQUEST / 1e6;
    }

    /** Loads and stores of a request for the design, with those of the requests that it makes anew, each revocation refusing one. */
    private double cost(Guard guard, double revocations, double request) {
        return guard.counted.accesses() + guard.counted.atomics() + (!guard.refuses() || revocations == 0 ? 0 : revocations < 1
                ? revocations / (1 - revocations) * request : Double.POSITIVE_INFINITY);
    }

    private Guard best(Predicate<Guard> which, double revocations, double request) {
        List<Guard> sound = guards.stream().filter(g -> g.stale.isEmpty() && which.test(g)).toList();
        double least = sound.stream().mapToDouble(g -> cost(g, revocations, request)).min().orElseThrow();
        // Of those whose differences do not show in a request, that which needs nothing beside the kernel's own sequence.
        return sound.stream().filter(g -> cost(g, revocations, request) <= least + Row.MARGIN * request)
                .min(Comparator.comparing((Guard g) -> !g.moves).thenComparing(g -> cost(g, revocations, request))).orElseThrow();
    }

    /** Why an owner scheme is not possible; empty if it is. */
    private String refusal(String scheme) {
        Optional<GroupingRow> row = owners.stream().filter(r -> r.design().equals(scheme)).findFirst();
        return row.isEmpty() ? "has no room for " + topology.size() + " devices"
                : row.get().worst() < 1 ? "denies " + Text.percent(1 - row.get().worst()) + " of the " + row.get().linkedPairs()
                        + " linked pairs" + (row.get().best() > row.get().worst() ? " in the worst order of arrival" : "")
                : rate > 0 && !PAIRS.contains(scheme) ? "an owner stands until its device goes: no right can be withdrawn" : "";
    }

    private static double calls(Operations walk) {
        return walk.each(Operations.Step.CALLBACK_CALLS.words());
    }

    /** All of it, for a terminal of so many columns; {@code given} tells whether an option was. */
    String text(int columns, Predicate<String> given) {
        int width = Math.min(PROSE, columns);
        StringBuilder out = new StringBuilder("Your case\n");
        GroupingRow any = owners.get(0);
        Text.wrap(out, "  topology     ", any.topology() + said(given, "--topology") + ": " + topology.size() + " devices, "
                + any.linkedPairs() + " of " + topology.size() * (topology.size() - 1) + " ordered pairs linked", width);
        Text.wrap(out, "  layout       ", usual.layout() + said(given, "--layout") + ", " + (usual == worst ? "as it lies"
                : "chunks of " + usual.chunkText() + " round " + usual.devices() + " devices") + ": " + runs(usual), width);
        Text.wrap(out, "  revocations  ", (rate == 0 ? "none" : String.format(Locale.ROOT, "%s for a million pages, %.3g in a request of"
                + " 2 MiB", each(rate), perRequest())) + said(given, "--revocations"), width);
        Text.wrap(out, "  follows      ", follows.name().toLowerCase(Locale.ROOT) + said(given, "--follows"), width);
        possible(out, width);
        costs(out, width);
        recommended(out, width);
        return out.toString();
    }

    private static String said(Predicate<String> given, String option) {
        return given.test(option) ? "" : " (default)";
    }

    private static String runs(ArisingRow row) {
        return "runs of " + row.median() + (row.median() == 1 ? " page" : " pages") + " (median), remembering the last answer takes away "
                + Text.percent(row.removed()) + " of " + String.format(Locale.ROOT, "%,d", row.comparisons()) + " calls";
    }

    private void possible(StringBuilder out, int width) {
        out.append("\nWho may decide\n");
        OwnerSchemes.DESIGNS.forEach(scheme -> possible(out, "owner, " + scheme, refusal(scheme), PAIRS.contains(scheme)
                ? "any pair, looked up for each page" : "each linked pair is granted, in every order of arrival", width));
        Stream.concat(Stream.of(EACH), REMEMBERING.stream()).forEach(d -> possible(out, d, "", "any pair, asked in the fault", width));
        out.append("\nWhat may keep an answer right until it is used\n");
        guards.forEach(g -> possible(out, g.design, g.stale.isEmpty() ? "" : "stale grants: " + g.stale, g.on(), width));
    }

    private static void possible(StringBuilder out, String design, String refusal, String yes, int width) {
        Text.wrap(out, String.format(Locale.ROOT, "  %-23s  %-3s  ", design, refusal.isEmpty() ? "yes" : "no"),
                refusal.isEmpty() ? yes : refusal, width);
    }

    private void costs(StringBuilder out, int width) {
        out.append("\nWhat a page of another device costs\n");
        List<RowGroup> checks = now ? measured.stream().filter(g -> g.group().benchmarkClass().equals(
                PagemapCallbackBenchmark.class.getSimpleName())).toList()
                : Answer.checks(measured).stream().filter(g -> Answer.run(g) > 0).toList();
        List<RowGroup> nearest = nearest(checks, g -> Math.abs(Math.log(Answer.run(g) / (double) usual.median())));
        Map<String, List<String>> walks = new LinkedHashMap<>();
        deciders.forEach((d, walk) -> walks.put(d, List.of(each(calls(walk) / walk.pages()), each(walk.plain() / walk.pages()))));
        table(out, nearest, "calls", walks, true);
        out.append("\nWhat keeping the answers right costs a request of 2 MiB\n");
        List<RowGroup> requests = nearest(measured.stream().filter(g -> g.rows().get(0).cell().pages() == REQUEST).filter(g ->
                List.of(RevalidationProtocolBenchmark.class.getSimpleName(), ContendedRevalidationBenchmark.class.getSimpleName())
                        .contains(g.group().benchmarkClass())).toList(), g -> Math.abs(Math.log1p(rate) - Math.log1p(Double.parseDouble(
                                g.group().params().getOrDefault("revocationsPerMillionPages", "0")))));
        Map<String, List<String>> sound = new LinkedHashMap<>();
        guards.stream().filter(g -> g.stale.isEmpty()).forEach(g -> sound.put(g.design, List.of(each(g.counted.atomics()),
                each(g.counted.accesses()))));
        table(out, requests, "atomics", sound, false);
        out.append('\n');
        Text.wrap(out, "  ", "Counted now: calls, atomic updates, loads and stores, over runs of " + usual.median() + " of "
                + usual.devices() + " devices.", width);
        Stream.concat(nearest.stream(), requests.stream()).forEach(g -> Text.wrap(out, "  ", "Measured on JDK " + g.group().jdk() + " in "
                + source + (now ? ", your condition: " : ", the condition nearest to yours: ") + g.group().benchmarkClass() + " "
                + g.parameters() + ".", width));
        if (nearest.isEmpty() && requests.isEmpty()) {
            Text.wrap(out, "  ", source.isEmpty() ? "No run is published: no instructions, no times. Take them with"
                    + " --measure." : "Nothing was measured in " + source + ": no instructions, no times.", width);
        }
    }

    private static String each(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }

    /** The nearest group of each JDK. */
    private static List<RowGroup> nearest(List<RowGroup> groups, ToDoubleFunction<RowGroup> distance) {
        return groups.stream().collect(Collectors.groupingBy(g -> g.group().jdk(), TreeMap::new,
                Collectors.minBy(Comparator.comparingDouble(distance)))).values().stream().map(Optional::orElseThrow).toList();
    }

    private static void table(StringBuilder out, List<RowGroup> measured, String first, Map<String, List<String>> counted,
                              boolean perPage) {
        List<String> head = new ArrayList<>(List.of("", first, "loads, stores"));
        measured.forEach(g -> head.addAll(executed(g) ? List.of("instr " + g.group().jdk(), "ns " + g.group().jdk())
                : List.of("ns " + g.group().jdk())));
        Table table = new Table(2, "l" + "r".repeat(head.size() - 1));
        table.row(head);
        counted.forEach((design, counts) -> {
            List<String> cells = new ArrayList<>(List.of(design.equals("none") ? "owner check alone" : design));
            cells.addAll(counts);
            for (RowGroup group : measured) {
                Optional<Row> row = group.rows().stream().filter(r -> r.design().equals(design)).findFirst();
                if (executed(group)) {
                    cells.add(row.map(r -> perPage ? r.instructionsText() : r.cell().instructions().isEmpty() ? ""
                            : String.format(Locale.ROOT, "%.0f", r.cell().instructions().getAsDouble())).orElse(""));
                }
                cells.add(row.map(r -> perPage ? r.perPageText() : r.nsText()).orElse(""));
            }
            table.row(cells);
        });
        out.append(table);
    }

    /** Whether the run counted instructions of any of these cells. */
    private static boolean executed(RowGroup group) {
        return group.rows().stream().anyMatch(r -> !r.instructionsText().isEmpty());
    }

    private void recommended(StringBuilder out, int width) {
        Optional<String> scheme = OwnerSchemes.DESIGNS.stream().filter(s -> refusal(s).isEmpty() && !PAIRS.contains(s)).findFirst();
        double request = counter.count(CacheRevalidationBenchmark.class.getName() + ".request", request("recheck-under-lock")).accesses();
        // A revocation that waits for requests in flight waits for what they fault and migrate: none of these is the first choice.
        Guard guard = best(g -> rate == 0 || !g.delays(), perRequest(), request);
        double share = share(follows);
        String decider = share < Claims.NOTICEABLE ? EACH : REMEMBERING.stream().filter(d -> calls(deciders.get(d))
                <= (1 - Claims.MOST_CALLS) * calls(deciders.get(EACH))).findFirst().orElse(EACH);
        List<String> because = new ArrayList<>();
        List<String> change = new ArrayList<>();
        String asking = "the owner check first, then " + decider + ", kept right by " + guard.design;
        if (scheme.isPresent()) {
            because.add(scheme.get() + " grants each linked pair in every order of arrival, so that no question is left for a fault");
            because.add("no right is withdrawn while memory is mapped");
            change.add("a right that is withdrawn while memory is mapped, or links that do not reach on: then " + asking);
        } else {
            because.add("owner, " + OwnerSchemes.DESIGNS.get(0) + ": " + refusal(OwnerSchemes.DESIGNS.get(0)));
            Operations own = check(decider, "own");
            Operations without = check("none", "own");
            because.add("users of their own memory do " + each(calls(own)) + " calls and " + each(own.plain() - without.plain())
                    + " loads and stores more a walk");
            because.add(lookedUp());
            because.add(share < Claims.NOTICEABLE ? "asking each page is " + Text.percent(share) + " of the loads and stores of a fault"
                    + " with " + what(follows) + ", so there is nothing to remember for" : decider.equals(EACH)
                            ? "over runs of " + usual.median() + " no cache takes half of the calls away"
                            : decider + " makes " + each(calls(deciders.get(decider))) + " of " + each(calls(deciders.get(EACH)))
                                    + " calls a walk, and asking each page is " + Text.percent(share) + " of the loads and stores of a"
                                    + " fault with " + what(follows));
            because.add(guard.design + " leaves no stale grant in any schedule, and costs "
                    + each(guard.counted.accesses()) + " loads and stores a request, "
                    + (guard.refuses() && rate > 0 ? "with requests made anew " + each(cost(guard, perRequest(), request)) + " at most"
                            : "whatever is withdrawn"));
            change.add("links that reach on in both directions, and rights that stay as they are: then the owner check alone");
            change.add(turn(guard, request));
            Guard waiting = best(g -> true, perRequest(), request);
            if (waiting != guard) {
                change.add("revocations that may wait for the requests in flight, which fault and migrate: then " + waiting.design);
            }
            AdviseCommand.Follows other = AdviseCommand.Follows.values()[1 - follows.ordinal()];
            change.add(what(other) + " in place of " + what(follows) + ": asking each page is then " + Text.percent(share(other))
                    + " of the loads and stores of a fault");
        }
        if (usual != worst && !scheme.isPresent()) {
            change.add("chunks of " + worst.chunkText() + " in place of " + usual.chunkText() + ": " + runs(worst));
        }
        out.append("\nTake\n");
        Text.wrap(out, "  ", scheme.map(s -> "the owner check alone, owners by " + s).orElse(asking), width);
        out.append("because\n");
        because.forEach(b -> Text.wrap(out, "  - ", b, width));
        out.append("What would change it\n");
        change.forEach(c -> Text.wrap(out, "  - ", c, width));
    }

    /** Why owners of pairs are not taken, possible as they are. */
    private String lookedUp() {
        List<Double> loads = Stream.of("device-bitmask", "owner-pointer").map(d -> counter.count(OwnerComparisonBenchmark.class.getName()
                + ".compare", new TreeMap<>(Map.of("design", d, "layout", "system-present", "pages", Integer.toString(REQUEST), "placement",
                        "own"))).plain() / REQUEST).toList();
        return "owner, " + PAIRS.get(0) + ": no call, and for each page of users' own memory " + each(loads.get(0))
                + " loads and stores in place of " + each(loads.get(1)) + "; every set changes when a right does";
    }

    private static String what(AdviseCommand.Follows follows) {
        return follows == AdviseCommand.Follows.UPDATE ? "an update of 4 KiB pages" : "a migration of 4 KiB pages";
    }

    /** From which rate on, or below which, another design would keep answers right. */
    private String turn(Guard guard, double request) {
        Guard refusing = best(Guard::refuses, 0, request);
        Guard asking = best(g -> !g.refuses() && !g.delays(), 0, request);
        double more = (cost(asking, 0, request) - cost(refusing, 0, request)) / request + Row.MARGIN;
        return String.format(Locale.ROOT, "%s %,.0f revocations for a million pages: then %s", guard.refuses() ? "more than" : "fewer than",
                more / (1 + more) * 1e6 / REQUEST, (guard.refuses() ? asking : refusing).design);
    }
}
