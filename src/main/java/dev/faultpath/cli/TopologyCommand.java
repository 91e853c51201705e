package dev.faultpath.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.faultpath.InputException;
import dev.faultpath.Table;
import dev.faultpath.Text;
import dev.faultpath.design.Designs;
import dev.faultpath.design.registry.GroupingQuality;
import dev.faultpath.design.registry.Interconnect;
import dev.faultpath.design.registry.OwnerRegistry;
import dev.faultpath.design.registry.Peer;
import dev.faultpath.layout.LinkKind;
import dev.faultpath.layout.Topologies;
import dev.faultpath.layout.Topology;
import dev.faultpath.results.Json;
import dev.faultpath.run.OwnerSchemes;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints who reaches whom in a topology, how each registry design groups the devices, and which reachable pairs it denies. */
@Command(name = "topology", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints which devices reach each other, the groups that each owner-registry design makes of them, and the"
            + " directly reachable pairs that it denies.",
        footer = {"",
            "A pair is ordered: who asks, then whose memory. Groups are those of the devices arriving in the order of the file;",
            "the shares are over all orders of up to 8 devices, over random ones beyond.",
            "Exit code: 0; 2 for an input that cannot be used."})
final class TopologyCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-topology/1";
    /** Designs in the order they are shown. */
    static final List<String> DESIGNS = Stream.concat(OwnerSchemes.DESIGNS.stream(), Stream.of("broken-union-find")).toList();

    private static final int ORDERS = 1000;
    /** Pairs that are looked at in all orders together, unless more is asked for. */
    private static final int PAIRS = 10_000_000;

    /** Devices beyond which the matrix has one character a pair. */
    private static final int WIDE = 16;

    @Parameters(index = "0", paramLabel = "FILE|NAME", description = "Output of nvidia-smi topo -m or -p2p, rocm-smi --showtopo,"
            + " amd-smi topology or xpu-smi topology -m, a list of links, or the name of a topology that ships with the suite.")
    private String name;

    @Option(names = "--matrix", paramLabel = "N", description = "Which matrix of a text that holds several, from 1. Default: the one"
            + " there is; one that only says who reaches whom does not count beside one that says how.")
    private Integer matrix;

    @Option(names = "--reach", paramLabel = "KIND", description = "Farthest connection that counts as direct: private, pix, pxb, phb,"
            + " node or sys. Default: the nearest kind that occurs.")
    private String reach;

    @Option(names = "--orders", paramLabel = "N", description = "Random arrival orders to try beyond 8 devices."
            + " Default: " + ORDERS + ", fewer of more than 100 devices.")
    private Integer orders;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "20251201", description = "Seed of these. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ".")
    private boolean json;

    /** What the JSON form has. */
    private record Answer(String schema, String topology, String reach, boolean symmetric, List<String> devices, List<String> reaches,
                          int linkedPairs, List<Outcome> designs) {
    }

    /** What one design makes of the topology; beside a refusal there is nothing else. */
    @JsonInclude(Include.NON_NULL)
    private record Outcome(String design, String refusal, Long callbacks, List<List<String>> groups, List<List<String>> denied,
                           List<List<String>> wronglyGranted, Quality quality) {
    }

    /** What is granted over orders of arrival, as shares of the linked pairs. */
    @Json.Exact
    private record Quality(int orders, boolean exhaustive, double best, double worst, double mean, int fewestOwners, int mostOwners) {
        static Quality of(GroupingQuality q) {
            return new Quality(q.orders(), q.exhaustive(), q.best(), q.worst(), q.mean(), q.fewestOwners(), q.mostOwners());
        }

        String tried() {
            return orders == 1 ? "any" : exhaustive ? "all " + orders : orders + " sampled";
        }
    }

    @Override
    public Integer call() {
        if (orders != null && orders < 1) {
            throw new InputException("--orders " + orders + ": at least 1");
        }
        if (matrix != null && matrix < 1) {
            throw new InputException("--matrix " + matrix + ": at least 1");
        }
        Topology topology = Topologies.named(name, matrix == null ? 0 : matrix);
        LinkKind farthest = reach == null ? topology.nearest() : reach();
        Interconnect links = (a, b) -> topology.reaches(a.device(), b.device(), farthest);
        List<Outcome> outcomes = DESIGNS.stream().map(design -> outcome(design, topology, links)).toList();
        if (json) {
            out().print(Json.pretty(new Answer(SCHEMA, name, farthest.word(), topology.symmetric(), topology.devices(),
                    reaches(topology, farthest), linked(topology, farthest), outcomes)));
        } else {
            text(topology, farthest, outcomes);
        }
        return 0;
    }

    private LinkKind reach() {
        for (LinkKind kind : LinkKind.values()) {
            if (kind != LinkKind.NONE && kind != LinkKind.SELF && kind.word().equals(reach.toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw new InputException("--reach '" + reach + "': expected private, pix, pxb, phb, node or sys");
    }

    private Outcome outcome(String design, Topology topology, Interconnect links) {
        OwnerRegistry registry = Designs.create(OwnerRegistry.class, design, links);
        int n = topology.size();
        if (n > registry.maxPeers()) {
            return new Outcome(design, "holds at most " + registry.maxPeers() + " peers", null, null, null, null, null);
        }
        // Groups cannot express a link of one direction: such a driver answers no.
        Interconnect given = registry.directed() ? links : links.mutual();
        registry = Designs.create(OwnerRegistry.class, design, given);
        Peer[] peers = new Peer[n];
        for (int i = 0; i < n; i++) {
            peers[i] = new Peer(i);
            registry.acquire(peers[i]);
        }
        List<List<String>> denied = new ArrayList<>();
        List<List<String>> wrong = new ArrayList<>();
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                boolean linked = links.has(peers[a], peers[b]);
                if (registry.mayRead(peers[a], peers[b]) != linked) {
                    (linked ? denied : wrong).add(List.of(topology.devices().get(a), topology.devices().get(b)));
                }
            }
        }
        int tried = orders != null ? orders : Math.max(1, Math.min(ORDERS, PAIRS / (n * n)));
        GroupingQuality quality = GroupingQuality.of(i -> Designs.create(OwnerRegistry.class, design, i), n, links, tried, seed);
        return new Outcome(design, null, registry.interconnectCalls(), registry.directed() ? List.of() : groups(topology, peers), denied,
                wrong, Quality.of(quality));
    }

    private static List<List<String>> groups(Topology topology, Peer[] peers) {
        IdentityHashMap<Object, List<String>> byOwner = new IdentityHashMap<>();
        List<List<String>> groups = new ArrayList<>();
        for (Peer peer : peers) {
            byOwner.computeIfAbsent(peer.owner(), owner -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
            }).add(topology.devices().get(peer.device()));
        }
        return groups;
    }

    private void text(Topology topology, LinkKind farthest, List<Outcome> outcomes) {
        int n = topology.size();
        int linked = linked(topology, farthest);
        line("topology  %s, %d devices, %s", name, n, topology.symmetric() ? "symmetric" : "not symmetric");
        line("reach     %s: %d of %d ordered pairs", farthest == LinkKind.NONE ? "none" : farthest.word() + " or nearer", linked,
                n * (n - 1));
        line("");
        matrix(topology, farthest);
        for (Outcome o : outcomes) {
            line("");
            if (o.refusal != null) {
                line("%s: %s", o.design, o.refusal);
                continue;
            }
            line("%s: %d of %d pairs granted, %d callbacks", o.design, linked - o.denied.size(), linked, o.callbacks);
            if (o.groups.isEmpty()) {
                line("  groups  none, a verdict for each pair");
            } else {
                wrapped("  groups  ", o.groups.stream().map(g -> "{" + String.join(" ", g) + "}").collect(Collectors.joining(" ")));
            }
            line("  orders  %s: best %s, worst %s, mean %s of the pairs", o.quality.tried(), Text.percent(o.quality.best),
                    Text.percent(o.quality.worst), Text.percent(o.quality.mean));
            pairs("  denied  ", o.denied);
            pairs("  granted although not reachable  ", o.wronglyGranted);
        }
    }

    private static int linked(Topology topology, LinkKind farthest) {
        int linked = 0;
        for (int a = 0; a < topology.size(); a++) {
            for (int b = 0; b < topology.size(); b++) {
                linked += a != b && topology.reaches(a, b, farthest) ? 1 : 0;
            }
        }
        return linked;
    }

    private void matrix(Topology topology, LinkKind farthest) {
        List<String> devices = topology.devices();
        boolean wide = devices.size() > WIDE;
        Table table = new Table(0, "l".repeat(1 + (wide ? 1 : devices.size())));
        if (!wide) {
            table.row(Stream.concat(Stream.of(""), devices.stream()).toList());
        }
        List<String> reaches = reaches(topology, farthest);
        for (int a = 0; a < devices.size(); a++) {
            List<String> row = new ArrayList<>(List.of(devices.get(a)));
            if (wide) {
                row.add(reaches.get(a));
            }
            for (int b = 0; !wide && b < devices.size(); b++) {
                row.add(topology.reaches(a, b, farthest) ? topology.token(a, b) : ".");
            }
            table.row(row);
        }
        out().print(table);
    }

    /** A row a device: who asks. */
    private static List<String> reaches(Topology topology, LinkKind farthest) {
        return IntStream.range(0, topology.size()).mapToObj(a -> IntStream.range(0, topology.size())
                .mapToObj(b -> a == b ? "X" : topology.reaches(a, b, farthest) ? "1" : ".").collect(Collectors.joining())).toList();
    }

    /** Pairs by asker, one line each: who may not read whose. */
    private void pairs(String title, List<List<String>> pairs) {
        pairs.stream().collect(Collectors.groupingBy(p -> p.get(0), LinkedHashMap::new, Collectors.mapping(p -> p.get(1),
                Collectors.joining(" ")))).forEach((asker, others) -> wrapped(title + asker + " -> ", others));
    }
}
