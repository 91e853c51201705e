package dev.faultpath.design.registry;

/**
 * What a driver knows of the links between its devices: the {@code has_interconnect} callback of the kernel's owner list. The
 * kernel takes it for symmetric; of the designs here only those that form no groups may be given one that is not.
 */
@FunctionalInterface
public interface Interconnect {
    /** Whether {@code asker} may read {@code provider}'s memory without a detour. Two peers of one device always may. */
    boolean has(Peer asker, Peer provider);

    /** The same, where both directions must be there. */
    default Interconnect mutual() {
        return (a, b) -> has(a, b) && has(b, a);
    }
}
