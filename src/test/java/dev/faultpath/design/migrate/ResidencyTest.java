package dev.faultpath.design.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.model.Pagemap;
import org.junit.jupiter.api.Test;

class ResidencyTest {
    private final MigrationWorld w = MigrationWorld.small();
    private final Pagemap wanted = w.devices[0].pagemap();

    private Residency scan(int from, int to) {
        return Residency.scan(w.mm, MigrationWorld.addr(from), MigrationWorld.addr(to), wanted);
    }

    @Test
    void eachWord() {
        assertThat(scan(0, 8)).isEqualTo(Residency.UNPOPULATED);
        w.writeAll();
        assertThat(scan(0, 64)).isEqualTo(Residency.SYSTEM);
        w.populate(0, 0, 8);
        w.populate(1, 8, 16);
        w.populate(2, 16, 24);
        assertThat(scan(0, 8)).isEqualTo(Residency.EQUAL);
        assertThat(scan(8, 16)).isEqualTo(Residency.OTHER);
        assertThat(scan(16, 24)).isEqualTo(Residency.OTHER);
        assertThat(scan(8, 24)).as("two others").isEqualTo(Residency.MIXED_DEVICE);
        assertThat(scan(4, 12)).isEqualTo(Residency.MIXED_DEVICE);
        assertThat(scan(4, 20)).isEqualTo(Residency.MIXED_DEVICE);
        assertThat(scan(20, 28)).isEqualTo(Residency.MIXED);
        assertThat(scan(4, 28)).isEqualTo(Residency.MIXED);
        assertThat(scan(24, 32)).isEqualTo(Residency.SYSTEM);
        w.discard(30);
        assertThat(scan(4, 40)).as("a hole ends the scan").isEqualTo(Residency.UNPOPULATED);
    }

    @Test
    void mixedStaysMixedWhateverFollows() {
        w.writeAll();
        w.populate(0, 0, 1);
        w.populate(1, 2, 3);
        assertThat(scan(0, 2)).isEqualTo(Residency.MIXED);
        assertThat(scan(0, 3)).isEqualTo(Residency.MIXED);
        assertThat(scan(2, 4)).isEqualTo(Residency.MIXED);
    }
}
