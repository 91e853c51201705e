package dev.faultpath.run;

import dev.faultpath.design.Designs;
import dev.faultpath.design.registry.GroupingQuality;
import dev.faultpath.design.registry.Interconnect;
import dev.faultpath.design.registry.OwnerRegistry;
import dev.faultpath.design.registry.Peer;
import dev.faultpath.layout.LinkKind;
import dev.faultpath.layout.Topologies;
import dev.faultpath.layout.Topology;
import dev.faultpath.results.GroupingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What the designs of the owner registry grant on the topologies that ship with the suite, and on two that show a single property
 * each: links that do not reach on, and a link of one direction. Kept with the results of each run, so that verdicts can be taken
 * from a results folder alone.
 */
public final class OwnerSchemes {
    /** The designs that grant nothing wrong, the kernel's first. */
    public static final List<String> DESIGNS = List.of("greedy-groups", "best-fit", "best-clique", "exact-cover", "bitmask-per-peer",
            "matrix");
    /** Random arrival orders where there are too many for all; as {@code faultpath topology} has it. */
    private static final int ORDERS = 1000;
    private static final long SEED = 20251201;
    private static List<GroupingRow> rows;

    private OwnerSchemes() {
    }

    /** One row for each topology and design that has room for its devices; made when first asked for, as it takes a moment. */
    static synchronized List<GroupingRow> rows() {
        rows = rows == null ? compute() : rows;
        return rows;
    }

    private static List<GroupingRow> compute() {
        List<GroupingRow> rows = new ArrayList<>();
        for (String name : Topologies.names()) {
            rows.addAll(of(name, true, Topologies.named(name)));
        }
        rows.addAll(of("chain-3", false, 3, (a, b) -> Math.abs(a.device() - b.device()) <= 1));
        rows.addAll(of("one-way-2", false, 2, (a, b) -> a.device() <= b.device()));
        return List.copyOf(rows);
    }

    /**
     * A row for each design that has room for a topology's devices; linked is what the nearest kind of connection links that occurs.
     *
     * @param shipped whether it is one of the suite's
     */
    public static List<GroupingRow> of(String name, boolean shipped, Topology topology) {
        LinkKind farthest = topology.nearest();
        return of(name, shipped, topology.size(), (a, b) -> topology.reaches(a.device(), b.device(), farthest));
    }

    private static List<GroupingRow> of(String name, boolean shipped, int devices, Interconnect links) {
        List<GroupingRow> rows = new ArrayList<>();
        List<Peer> peers = IntStream.range(0, devices).mapToObj(Peer::new).toList();
        Interconnect reach = (a, b) -> a.equals(b) || links.has(a, b);
        boolean symmetric = peers.stream().allMatch(a -> peers.stream().allMatch(b -> reach.has(a, b) == reach.has(b, a)));
        boolean transitive = peers.stream().allMatch(a -> peers.stream().filter(via -> reach.has(a, via))
                .allMatch(via -> peers.stream().allMatch(b -> !reach.has(via, b) || reach.has(a, b))));
        for (String design : DESIGNS) {
            Function<Object[], OwnerRegistry> maker = Designs.maker(OwnerRegistry.class, design);
            if (devices > maker.apply(new Object[] {links}).maxPeers()) {
                continue;
            }
            GroupingQuality q = GroupingQuality.of(i -> maker.apply(new Object[] {i}), devices, links, ORDERS, SEED);
            rows.add(new GroupingRow(name, shipped, transitive, symmetric, design, q.orders(), q.exhaustive(), q.linkedPairs(), q.worst(),
                    q.mean(), q.best(), q.wronglyGranted()));
        }
        return rows;
    }
}
