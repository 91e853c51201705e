package dev.faultpath.cli;

import dev.faultpath.design.Designs;
import dev.faultpath.design.registry.Interconnect;
import dev.faultpath.design.registry.OwnerRegistry;
import dev.faultpath.design.registry.Peer;
import dev.faultpath.layout.LinkKind;
import dev.faultpath.layout.Topologies;
import dev.faultpath.layout.Topology;
import dev.faultpath.report.chart.ReachChart;
import java.util.List;

/** The shipped topologies as a report draws them: direct links, and what the kernel's way of grouping owners makes of them. */
final class ReachMatrices {
    private static final String REFERENCE = "greedy-groups";

    private ReachMatrices() {
    }

    /** Devices arrive in the order of the file. */
    static List<ReachChart> shipped() {
        return Topologies.names().stream().map(name -> of(name, Topologies.named(name))).toList();
    }

    private static ReachChart of(String name, Topology topology) {
        LinkKind farthest = topology.nearest();
        Interconnect links = (a, b) -> topology.reaches(a.device(), b.device(), farthest);
        int n = topology.size();
        // Groups cannot express a link of one direction: such a driver answers no.
        OwnerRegistry registry = Designs.create(OwnerRegistry.class, REFERENCE, links.mutual());
        Peer[] peers = new Peer[n];
        for (int i = 0; i < n; i++) {
            peers[i] = new Peer(i);
            registry.acquire(peers[i]);
        }
        boolean[][] reaches = new boolean[n][n];
        boolean[][] granted = new boolean[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                reaches[a][b] = a == b || links.has(peers[a], peers[b]);
                granted[a][b] = a == b || registry.mayRead(peers[a], peers[b]);
            }
        }
        return new ReachChart(name, topology.devices(), reaches, granted);
    }
}
