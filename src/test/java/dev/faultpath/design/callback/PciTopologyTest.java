package dev.faultpath.design.callback;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The PCI distance, on the hierarchies that the rule tells apart. */
class PciTopologyTest {
    /** Devices 0 and 1 below switch 3, device 2 below port 4, both below host bridge nodes of their own. */
    private static PciTopology twoPorts(boolean redirectOfFirst, boolean redirectOfSwitch, boolean routesNear, boolean routesFar) {
        return new PciTopology(new int[] {3, 3, 4, -1, -1}, new boolean[] {redirectOfFirst, false, false, redirectOfSwitch, false},
                new boolean[] {false, false, false, routesNear, routesFar});
    }

    @Example
    void aDeviceReachesItself() {
        assertThat(twoPorts(true, true, false, false).distance(0, 0)).isZero();
    }

    @Example
    void devicesOfOneSwitchReachEachOtherOverIt() {
        assertThat(twoPorts(false, false, false, false).distance(0, 1)).isEqualTo(2);
        assertThat(twoPorts(false, true, false, false).distance(0, 1)).as("a redirect above the switch is not on the way").isEqualTo(2);
    }

    @Example
    void aRedirectSendsTrafficToTheHostBridge() {
        assertThat(twoPorts(true, false, false, false).distance(0, 1)).isEqualTo(PciTopology.UNREACHABLE);
        assertThat(twoPorts(true, false, false, false).distance(1, 0)).as("in either direction").isEqualTo(PciTopology.UNREACHABLE);
        assertThat(twoPorts(true, false, true, false).distance(0, 1)).isEqualTo(2);
    }

    @Example
    void betweenHostBridgesBothMustRoute() {
        assertThat(twoPorts(false, false, false, false).distance(0, 2)).isEqualTo(PciTopology.UNREACHABLE);
        assertThat(twoPorts(false, false, true, false).distance(0, 2)).isEqualTo(PciTopology.UNREACHABLE);
        assertThat(twoPorts(false, false, false, true).distance(0, 2)).isEqualTo(PciTopology.UNREACHABLE);
        assertThat(twoPorts(false, false, true, true).distance(0, 2)).as("two up, two down").isEqualTo(4);
        assertThat(twoPorts(false, false, true, true).distance(2, 0)).isEqualTo(4);
    }

    @Example
    void theLowestCommonBridgeCounts() {
        // 0 and 1 below 3, 3 and 2 below 4: a redirect at 3 is on the way to 2 and not on the way to 1.
        PciTopology nested = new PciTopology(new int[] {3, 3, 4, 4, -1}, new boolean[] {false, false, false, true, false},
                new boolean[5]);
        assertThat(nested.distance(0, 1)).isEqualTo(2);
        assertThat(nested.distance(0, 2)).isEqualTo(PciTopology.UNREACHABLE);
        assertThat(nested.distance(2, 0)).isEqualTo(PciTopology.UNREACHABLE);
        PciTopology open = new PciTopology(new int[] {3, 3, 4, 4, -1}, new boolean[5], new boolean[5]);
        assertThat(open.distance(0, 2)).isEqualTo(3);
    }

    @Property(tries = 200)
    void theDistanceHasNoDirection(@ForAll long seed, @ForAll @IntRange(max = 5) int a, @ForAll @IntRange(max = 5) int b) {
        PciTopology topology = new CallbackWorld(java.util.List.of(
                new CallbackWorld.Stretch(dev.faultpath.layout.EntryKind.RW, 1, 1)), false, seed).topology;
        assertThat(topology.distance(a, b)).isEqualTo(topology.distance(b, a));
    }
}
