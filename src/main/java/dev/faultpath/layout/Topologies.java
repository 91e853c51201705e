package dev.faultpath.layout;

import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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
     * @throws InputException when there is neither, or the file is no topology
     */
    public static Topology named(String name) {
        if (SHIPPED.contains(name)) {
            return shipped(name);
        }
        Path file;
        try {
            file = Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException("'" + name + "' is neither a topology's name nor a path", e);
        }
        if (!Files.exists(file)) {
            throw new InputException("no topology '" + name + "': neither a file nor one of " + String.join(", ", SHIPPED));
        }
        if (Files.isDirectory(file)) {
            throw new InputException("'" + name + "' is a directory, not a topology file");
        }
        return TopologyReader.read(file);
    }

    private static Topology shipped(String name) {
        try (InputStream in = Topologies.class.getResourceAsStream("topologies/" + name + ".txt")) {
            if (in == null) {
                throw new InputException("topology '" + name + "' is missing from this build");
            }
            return TopologyReader.read(in, name);
        } catch (IOException e) {
            throw new InputException("cannot read topology '" + name + "'", e);
        }
    }
}
