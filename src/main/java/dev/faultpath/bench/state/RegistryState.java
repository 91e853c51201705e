package dev.faultpath.bench.state;

import dev.faultpath.design.Designs;
import dev.faultpath.design.registry.Interconnect;
import dev.faultpath.design.registry.OwnerRegistry;
import dev.faultpath.design.registry.Peer;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Peers of one driver, one a device, and the links between their devices. Each benchmark says how many there are. */
@State(Scope.Thread)
public abstract class RegistryState {
    /** log2 of the devices of one board. */
    private static final int BOARD_SHIFT = 3;

    /**
     * Which devices are linked: {@code switched} all, {@code boards} all of one board of eight, {@code cubes} the neighbours in a
     * cube of eight (not transitive), {@code none}.
     */
    @Param({"boards", "switched"})
    public String links;

    private Interconnect interconnect;
    private Object[] arguments;
    private Peer[] peers;

    /** How many peers register, at least 1. */
    protected abstract int peers();

    /** Makes the links, and peers for the control. */
    @Setup
    public void build() {
        interconnect = links(links);
        arguments = new Object[] {interconnect};
        peers = newPeers();
    }

    /**
     * The links of a name.
     *
     * @throws IllegalArgumentException if there are none of that name
     */
    public static Interconnect links(String name) {
        return switch (name) {
            case "switched" -> (a, b) -> true;
            case "boards" -> (a, b) -> a.device() >> BOARD_SHIFT == b.device() >> BOARD_SHIFT;
            case "cubes" -> (a, b) -> a.device() >> BOARD_SHIFT == b.device() >> BOARD_SHIFT
                    && Integer.bitCount(a.device() ^ b.device()) <= 1;
            case "none" -> (a, b) -> a.device() == b.device();
            default -> throw new IllegalArgumentException("links are switched, boards, cubes or none, not '" + name + "'");
        };
    }

    private Peer[] newPeers() {
        Peer[] made = new Peer[peers()];
        for (int i = 0; i < made.length; i++) {
            made[i] = new Peer(i);
        }
        return made;
    }

    public static Function<Object[], OwnerRegistry> maker(String design) {
        return Designs.maker(OwnerRegistry.class, design);
    }

    /** Makes a registry and registers new peers in the order of their devices. Making them is part of it, as in the kernel. */
    public OwnerRegistry registerAll(Function<Object[], OwnerRegistry> design) {
        OwnerRegistry registry = design.apply(arguments);
        for (int device = 0; device < peers.length; device++) {
            registry.acquire(new Peer(device));
        }
        return registry;
    }

    /** Asks the interconnect about each pair once; returns how many are linked. */
    public int askAboutEveryPair() {
        int linked = 0;
        for (int a = 0; a < peers.length; a++) {
            for (int b = 0; b < a; b++) {
                linked += interconnect.has(peers[a], peers[b]) ? 1 : 0;
            }
        }
        return linked;
    }
}
