package dev.faultpath.layout;

import dev.faultpath.InputException;
import java.util.List;

/** Finds topologies by name: those that ship with the suite, or a file. */
public final class Topologies {
    private static final List<String> SHIPPED = List.of("h100-nvswitch-8", "v100-hybrid-cube-mesh-8", "pcie-dual-socket-8",
            "max1550-two-tiles", "mi60-ring-4", "gb200-nvl72");

    private Topologies() {
    }

    /** Names of the shipped topologies; where each comes from stands in {@code README.md} beside them. */
    public static List<String> names() {
        return SHIPPED;
    }

    /**
     * The topology of that name.
     *
     * @param name a shipped name, or the path of a file that {@link TopologyReader} reads
     * @throws InputException when there is neither, the file is no topology, or it holds several
     */
    public static Topology named(String name) {
        return named(name, 0);
    }

    /**
     * The topology of that name.
     *
     * @param matrix which of its matrices, from 1; 0 if it may hold one only
     * @throws InputException when there is none
     */
    public static Topology named(String name, int matrix) {
        return TopologyReader.read(SHIPPED.contains(name) ? TextLines.shipped("topologies/" + name + ".txt", name, TopologyReader.KIND)
                : TextLines.given(name, TopologyReader.KIND, "one of " + String.join(", ", SHIPPED), SHIPPED), matrix);
    }
}
