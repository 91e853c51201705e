package dev.faultpath.layout;

import java.util.Locale;
import java.util.Optional;

/**
 * How near two devices are, from farthest to nearest; the order of the constants is the order of nearness. The PCIe kinds are
 * those that {@code nvidia-smi topo -m} names in its legend.
 */
public enum LinkKind {
    /** No path that a device could use, or the source states none. */
    NONE,
    /** Across the interconnect between NUMA nodes. */
    SYS,
    /** Across PCIe host bridges of one NUMA node. */
    NODE,
    /** Across one PCIe host bridge. */
    PHB,
    /** Across several PCIe bridges, below a host bridge. */
    PXB,
    /** Across one PCIe bridge at most. */
    PIX,
    /** A private link between the devices, or a switch of such links. */
    PRIVATE,
    /** The device itself. */
    SELF;

    /**
     * The kind that a token stands for: {@code X}; {@code NV} and a number, {@code NVL}, {@code XGMI}, {@code MDF} or
     * {@code LINK} for a private link; the PCIe kinds under their names; {@code SOC}, which old drivers print for SYS.
     *
     * @return nothing if it is none of these
     */
    public static Optional<LinkKind> ofToken(String token) {
        return switch (token) {
            case "X" -> Optional.of(SELF);
            case "NVL", "XGMI", "MDF", "LINK" -> Optional.of(PRIVATE);
            case "PIX" -> Optional.of(PIX);
            case "PXB" -> Optional.of(PXB);
            case "PHB" -> Optional.of(PHB);
            case "NODE" -> Optional.of(NODE);
            case "SYS", "SOC" -> Optional.of(SYS);
            default -> token.matches("NV[1-9][0-9]{0,2}") ? Optional.of(PRIVATE) : Optional.empty();
        };
    }

    /** The constant in lower case, as an option takes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
