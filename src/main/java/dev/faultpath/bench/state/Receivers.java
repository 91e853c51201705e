package dev.faultpath.bench.state;

import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.design.callback.driver.CallbackWork;
import dev.faultpath.design.callback.driver.LinkTableCallback;
import dev.faultpath.design.callback.driver.PciDistanceCallback;
import dev.faultpath.design.callback.driver.PolicyCallback;
import dev.faultpath.model.PagemapCallback;
import java.util.List;

/**
 * The drivers that may be asked, over one relation: all give the same answers and cost the same on top of their few loads. All
 * of them are always made, so that no call is resolved by the class hierarchy, whatever the profile.
 */
public final class Receivers {
    private final PciTopology topology;
    private final List<PagemapCallback> callbacks;

    /**
     * @param client id of the device that asks
     * @param reached by device id whether the client reaches it
     * @param work what a call costs on top
     */
    public Receivers(int client, boolean[] reached, CallbackWork work) {
        int devices = reached.length;
        byte[] links = new byte[devices * devices];
        int[] groups = new int[devices];
        long[] allowed = new long[devices];
        // What is reached shares the client's switch; the rest hangs below a host bridge that routes nothing.
        int near = devices;
        int far = devices + 1;
        int[] upstream = new int[devices + 2];
        upstream[near] = -1;
        upstream[far] = -1;
        allowed[client] = 1 << 1;
        for (int i = 0; i < devices; i++) {
            links[client * devices + i] = reached[i] ? LinkTableCallback.READ_WRITE : LinkTableCallback.NONE;
            groups[i] = reached[i] ? 1 : 0;
            upstream[i] = reached[i] || i == client ? near : far;
        }
        topology = new PciTopology(upstream, new boolean[devices + 2], new boolean[devices + 2]);
        callbacks = List.of(new LinkTableCallback(links, devices, work), new PciDistanceCallback(topology, work.copy()),
                new PolicyCallback(groups, allowed, work.copy()));
    }

    /**
     * The relation in which a share of the other devices is reached, spread evenly over their ids, and the client itself.
     *
     * @param percent 0 to 100
     */
    public static boolean[] spread(int devices, int client, int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a share of " + percent + " %");
        }
        boolean[] reached = new boolean[devices];
        int others = 0;
        for (int i = 0; i < devices; i++) {
            if (i == client) {
                reached[i] = true;
            } else {
                reached[i] = (others + 1) * percent / 100 > others * percent / 100;
                others++;
            }
        }
        return reached;
    }

    public PciTopology topology() {
        return topology;
    }

    /** The drivers, always in the same order. */
    public List<PagemapCallback> callbacks() {
        return callbacks;
    }
}
