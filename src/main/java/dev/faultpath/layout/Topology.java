package dev.faultpath.layout;

import java.util.Arrays;
import java.util.List;

/**
 * Which devices of a machine are how near to each other. Does not change once it is read. Links have a direction:
 * {@code kind(a, b)} is how device {@code a} reaches the memory of device {@code b}; most sources state both directions alike.
 */
public final class Topology {
    /** Largest topology that is read: more devices than one driver sees on any machine. */
    public static final int MAX_DEVICES = 4096;

    private final List<String> devices;
    private final LinkKind[][] kinds;
    private final String[][] tokens;

    /** With nothing stated about any two devices. */
    Topology(List<String> devices) {
        this.devices = List.copyOf(devices);
        int n = devices.size();
        kinds = new LinkKind[n][n];
        tokens = new String[n][n];
        for (int a = 0; a < n; a++) {
            Arrays.fill(kinds[a], LinkKind.NONE);
            Arrays.fill(tokens[a], "-");
            kinds[a][a] = LinkKind.SELF;
            tokens[a][a] = "X";
        }
    }

    /** Whether something was stated for the direction. */
    boolean stated(int asker, int provider) {
        return kinds[asker][provider] != LinkKind.NONE;
    }

    /** States a direction, while the source is read. */
    void set(int asker, int provider, LinkKind kind, String token) {
        kinds[asker][provider] = kind;
        tokens[asker][provider] = token;
    }

    /** Names of the devices, in the order of the source. */
    public List<String> devices() {
        return devices;
    }

    /** Number of devices. */
    public int size() {
        return devices.size();
    }

    /**
     * How {@code asker} reaches the memory of {@code provider}.
     *
     * @param asker position of a device, from 0
     * @param provider position of a device, from 0
     */
    public LinkKind kind(int asker, int provider) {
        return kinds[asker][provider];
    }

    /** The token that the source has for it, as {@code NV2}; {@code -} where it states nothing. */
    public String token(int asker, int provider) {
        return tokens[asker][provider];
    }

    /**
     * Whether {@code asker} may read the memory of {@code provider} when everything from {@code farthest} on counts as
     * reachable. A device reaches itself.
     */
    public boolean reaches(int asker, int provider, LinkKind farthest) {
        return asker == provider || kinds[asker][provider].compareTo(farthest) >= 0 && farthest != LinkKind.NONE;
    }

    /**
     * The nearest kind that any two devices have: private links where there are some, else the nearest PCIe path. What counts
     * as reachable unless the user says otherwise; our own rule.
     */
    public LinkKind nearest() {
        LinkKind best = LinkKind.NONE;
        for (int a = 0; a < size(); a++) {
            for (int b = 0; b < size(); b++) {
                if (a != b && kinds[a][b].compareTo(best) > 0) {
                    best = kinds[a][b];
                }
            }
        }
        return best;
    }

    /** Whether another has the same devices in the same order, and the same tokens. */
    boolean same(Topology other) {
        return devices.equals(other.devices) && Arrays.deepEquals(tokens, other.tokens);
    }

    /** Whether both directions of every pair are of one kind. */
    public boolean symmetric() {
        for (int a = 0; a < size(); a++) {
            for (int b = 0; b < a; b++) {
                if (kinds[a][b] != kinds[b][a]) {
                    return false;
                }
            }
        }
        return true;
    }
}
