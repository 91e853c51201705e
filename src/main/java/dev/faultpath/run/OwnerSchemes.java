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

/**
 * What the designs of the owner registry grant on the topologies that ship with the suite, and on two that are made up to show a
 * single property each: links that do not reach on, and a link of one direction. Computed once and kept with the results of each run,
 * so that verdicts can be taken from a results folder alone.
 */
public final class OwnerSchemes {
    /** The designs that grant nothing wrong, the kernel's first. */
    public static final List<String> DESIGNS = List.of("greedy-groups", "best-fit", "best-clique", "exact-cover", "bitmask-per-peer",
            "matrix");
    /** Random arrival orders where there are too many for all; as {@code faultpath topology} has it. */
    private static final int ORDERS = 1000;
    private static final long SEED = 20251201;

    private OwnerSchemes() {
    }

    /** Made when first asked for: it takes a moment, and never changes. */
    private static final class Rows {
        private static final List<GroupingRow> ALL = compute();
    }

    /** One row for each topology and design that has room for its devices. */
    static List<GroupingRow> rows() {
        return Rows.ALL;
    }

    private static List<GroupingRow> compute() {
        List<GroupingRow> rows = new ArrayList<>();
        for (String name : Topologies.names()) {
            Topology topology = Topologies.named(name);
            LinkKind farthest = topology.nearest();
            add(rows, name, true, topology.size(), (a, b) -> topology.reaches(a.device(), b.device(), farthest));
        }
        add(rows, "chain-3", false, 3, (a, b) -> Math.abs(a.device() - b.device()) <= 1);
        add(rows, "one-way-2", false, 2, (a, b) -> a.device() <= b.device());
        return List.copyOf(rows);
    }

    private static void add(List<GroupingRow> rows, String name, boolean shipped, int devices, Interconnect links) {
        boolean[][] reaches = new boolean[devices][devices];
        for (int a = 0; a < devices; a++) {
            for (int b = 0; b < devices; b++) {
                reaches[a][b] = a == b || links.has(new Peer(a), new Peer(b));
            }
        }
        for (String design : DESIGNS) {
            Function<Object[], OwnerRegistry> maker = Designs.maker(OwnerRegistry.class, design);
            if (devices > maker.apply(new Object[] {links}).maxPeers()) {
                continue;
            }
            GroupingQuality q = GroupingQuality.of(i -> maker.apply(new Object[] {i}), devices, links, ORDERS, SEED);
            rows.add(new GroupingRow(name, shipped, transitive(reaches), symmetric(reaches), design, q.orders(), q.exhaustive(),
                    q.linkedPairs(), q.worst(), q.mean(), q.best(), q.wronglyGranted()));
        }
    }

    private static boolean transitive(boolean[][] reaches) {
        for (boolean[] asker : reaches) {
            for (int via = 0; via < reaches.length; via++) {
                for (int b = 0; b < reaches.length; b++) {
                    if (asker[via] && reaches[via][b] && !asker[b]) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean symmetric(boolean[][] reaches) {
        for (int a = 0; a < reaches.length; a++) {
            for (int b = 0; b < a; b++) {
                if (reaches[a][b] != reaches[b][a]) {
                    return false;
                }
            }
        }
        return true;
    }
}
