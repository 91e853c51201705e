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
        return OwnerSchemes.rows().stream().filter(r -> r.topology().equals(topology) && r.design().equals(design)).findFirst().orElseThrow();
    }

    /**
     * Counted by hand. The mesh is two quads, all four of each linked, and a link from each device to its counterpart in the other
     * quad: 6 + 6 + 4 = 16 links, 32 ordered pairs. A group may only hold devices that are all linked, and no triangle crosses the
     * quads, so that a group is part of one quad or one crossing link. Best: both quads as groups, 12 of 16 links. Worst: each device
     * arrives right after its counterpart; the first pair opens a group, and each next device is a stranger to one of any pair that
     * is there: four crossing links, 4 of 16. Fewer is not possible: eight devices make at most four groups of two, or have two
     * linked ones that would have to be apart, and whoever arrives second joins.
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
        assertThat(rows.stream().filter(GroupingRow::shipped).map(GroupingRow::topology).distinct()).containsExactlyElementsOf(Topologies.names());
        assertThat(rows).allSatisfy(r -> assertThat(r.wrong()).as(r.toString()).isZero());
        Path file = Files.writeString(folder.resolve(GroupingRow.FILE), GroupingRow.write(rows));
        assertThat(GroupingRow.write(GroupingRow.read(file))).isEqualTo(Files.readString(file));
        assertThat(GroupingRow.read(file)).extracting(GroupingRow::design).containsExactlyElementsOf(rows.stream().map(GroupingRow::design).toList());
    }
}
