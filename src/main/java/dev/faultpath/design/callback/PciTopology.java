package dev.faultpath.design.callback;

/**
 * The PCI hierarchy as peer-to-peer sees it: for each device and bridge the bridge above it, whether it redirects peer traffic
 * upwards (ACS), and whether its host bridge is known to route between root ports. Immutable.
 *
 * <p>Distance as {@code pci_p2pdma_distance()} has it: the hops over the lowest common bridge; with
 * a redirect below it, or without one, traffic goes over the host bridges, and both must be known to carry it.
 */
public class PciTopology {
    /** No path between the two. */
    public static final int UNREACHABLE = -1;

    private final int[] upstream;
    private final boolean[] redirects;
    private final boolean[] routes;

    /**
     * @param upstream by node the node above it, -1 for one right below a host bridge; the devices are nodes 0 and up, by
     *     their ids, bridges follow; no cycles
     * @param redirects by node, whether traffic that comes up through it is sent further up
     * @param routes by node, whether the host bridge above it routes between peers; looked at for topmost nodes only
     */
    public PciTopology(int[] upstream, boolean[] redirects, boolean[] routes) {
        this.upstream = upstream.clone();
        this.redirects = redirects.clone();
        this.routes = routes.clone();
    }

    /** Three numbers a node: the node above it, whether it redirects, whether the host bridge above it routes. */
    public long[] nodes() {
        long[] nodes = new long[3 * upstream.length];
        for (int i = 0; i < upstream.length; i++) {
            nodes[3 * i] = upstream[i];
            nodes[3 * i + 1] = redirects[i] ? 1 : 0;
            nodes[3 * i + 2] = routes[i] ? 1 : 0;
        }
        return nodes;
    }

    /**
     * Hops between two devices, 0 for a device and itself, {@link #UNREACHABLE} if there is no path.
     *
     * @param client id of the device that reads
     * @param provider id of the device whose memory is read
     */
    public int distance(int client, int provider) {
        boolean redirected = false;
        int up = 0;
        int a = client;
        for (int next = client; next >= 0; next = upstream[next]) {
            a = next;
            boolean other = redirected;
            int down = 0;
            for (int b = provider; b >= 0; b = upstream[b]) {
                if (a == b) {
                    return other ? overHost(a, a, up + down) : up + down;
                }
                other |= redirects[b];
                down++;
            }
            redirected |= redirects[a];
            up++;
        }
        int b = provider;
        int down = 1;
        while (upstream[b] >= 0) {
            b = upstream[b];
            down++;
        }
        return overHost(a, b, up + down);
    }

    private int overHost(int a, int b, int hops) {
        return routes[top(a)] && routes[top(b)] ? hops : UNREACHABLE;
    }

    private int top(int node) {
        int at = node;
        while (upstream[at] >= 0) {
            at = upstream[at];
        }
        return at;
    }
}
