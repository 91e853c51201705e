package dev.faultpath.layout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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

    private static final Pattern NV_LINKS = Pattern.compile("NV[1-9][0-9]{0,2}");
    private static final Map<String, LinkKind> WORDS = words();

    private static Map<String, LinkKind> words() {
        Map<String, LinkKind> words = new LinkedHashMap<>();
        words.put("X", SELF);
        List.of("NVL", "XGMI", "MDF", "LINK").forEach(word -> words.put(word, PRIVATE));
        List.of(PIX, PXB, PHB, NODE, SYS).forEach(kind -> words.put(kind.name(), kind));
        words.put("SOC", SYS);
        return words;
    }

    /**
     * The kind that a token stands for: {@code X}; {@code NV} and a number, {@code NVL}, {@code XGMI}, {@code MDF} or
     * {@code LINK} for a private link; the PCIe kinds under their names; {@code SOC}, which old drivers print for SYS.
     *
     * @return nothing if it is none of these
     */
    public static Optional<LinkKind> ofToken(String token) {
        return Optional.ofNullable(NV_LINKS.matcher(token).matches() ? PRIVATE : WORDS.get(token));
    }

    /** All tokens, with {@code NV#} for any number, as an error lists them. */
    static String tokens() {
        return String.join(", ", WORDS.keySet()) + ", NV#";
    }

    /** The constant in lower case, as an option takes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
