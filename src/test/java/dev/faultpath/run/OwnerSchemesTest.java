package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.layout.Topologies;
import dev.faultpath.results.GroupingRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerSchemesTest {
    private static GroupingRow row(String topology, String design) {
        return OwnerSchemes.rows().stream().filter(r -> r.topology().equals(topology) && r.design().equals(design)).findFirst()
                .orElseThrow();
    }

    /**
     * Counted by hand. The mesh is two quads, all four of each linked, and a link from each device to its counterpart in the other
     * quad: 6 + 6 + 4 = 16 links, 32 ordered pairs. No triangle crosses the quads, so a group is part of one quad or one crossing
     * link. Best: both quads, 12 of 16. Worst: each device arrives right after its counterpart; every group is then a crossing link,
     * to one end of which each newcomer is a stranger: 4 of 16. Fewer than four takes groups of one device. Two of these can not be
     * linked, or the later would have joined the earlier: at most one in each quad, so two, and the others in three pairs. A pair within
     * the quad of a lone device can not be: its first member and the lone one accept each other, whoever came first. So the three pairs
     * cross, and the two lone devices are counterparts, which are linked.
     */
    @Test
    void hybridCubeMeshGrantsFewerPairsThanItHasLinks() {
        GroupingRow mesh = row("v100-hybrid-cube-mesh-8", "greedy-groups");
        assertThat(mesh.linkedPairs()).isEqualTo(32);
        assertThat(mesh.best()).isEqualTo(12 / 16.0);
        assertThat(mesh.worst()).isEqualTo(4 / 16.0);
        assertThat(mesh.mean()).isBetween(mesh.worst(), mesh.best());
        assertThat(mesh.transitive()).isFalse();
        assertThat(mesh.symmetric()).isTrue();
        assertThat(row("v100-hybrid-cube-mesh-8", "matrix").worst()).isEqualTo(1);
    }

    /** By hand: of a chain A-B-C any order joins B to its first neighbour and leaves the other out: 2 of 4 ordered pairs. */
    @Test
    void madeUpTopologiesShowOnePropertyEach() {
        GroupingRow chain = row("chain-3", "greedy-groups");
        assertThat(List.of(chain.transitive(), chain.symmetric(), chain.shipped())).containsExactly(false, true, false);
        assertThat(chain.linkedPairs()).isEqualTo(4);
        assertThat(chain.worst()).isEqualTo(chain.best()).isEqualTo(0.5);
        GroupingRow arrow = row("one-way-2", "greedy-groups");
        assertThat(List.of(arrow.transitive(), arrow.symmetric())).containsExactly(true, false);
        assertThat(arrow.best()).isZero();
        assertThat(row("one-way-2", "matrix").worst()).isEqualTo(1);
    }

    @Test
    void everyShippedTopologyIsThereAndReadsBack(@TempDir Path folder) throws IOException {
        List<GroupingRow> rows = OwnerSchemes.rows();
        assertThat(rows.stream().filter(GroupingRow::shipped).map(GroupingRow::topology).distinct())
                .containsExactlyElementsOf(Topologies.names());
        assertThat(rows).allSatisfy(r -> assertThat(r.wrong()).as(r.toString()).isZero());
        Path file = Files.writeString(folder.resolve(GroupingRow.FILE), GroupingRow.write(rows));
        assertThat(GroupingRow.write(GroupingRow.read(file))).isEqualTo(Files.readString(file));
        assertThat(GroupingRow.read(file)).extracting(GroupingRow::design).containsExactlyElementsOf(rows.stream().map(GroupingRow::design)
                .toList());
    }
}
