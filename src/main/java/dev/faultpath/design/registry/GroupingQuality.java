package dev.faultpath.design.registry;

import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * How many of the directly linked pairs a registry design grants, as a function of the order in which the peers arrive. Pairs are
 * ordered ones, so that a link of one direction counts once.
 *
 * @param orders arrival orders that were tried
 * @param exhaustive whether these are all there are
 * @param linkedPairs pairs that are linked, the same in every order
 * @param bestPairs most pairs granted in one order
 * @param worstPairs fewest pairs granted in one order
 * @param grantedPairs pairs granted, summed over all orders
 * @param fewestOwners fewest owners in one order
 * @param mostOwners most owners in one order
 * @param wronglyGranted pairs granted that are not linked, summed over all orders; 0 for a correct design
 */
public record GroupingQuality(int orders, boolean exhaustive, int linkedPairs, int bestPairs, int worstPairs, long grantedPairs,
                              int fewestOwners, int mostOwners, long wronglyGranted) {
    /** Up to this many peers, all arrival orders are tried. */
    public static final int EXHAUSTIVE_PEERS = 8;

    /** Share of linked pairs granted in the best order, 0 to 1; 1 if nothing is linked. */
    public double best() {
        return share(bestPairs, 1);
    }

    public double worst() {
        return share(worstPairs, 1);
    }

    /** Mean share of linked pairs granted, each order counting alike. */
    public double mean() {
        return share(grantedPairs, orders);
    }

    private double share(long pairs, long times) {
        return linkedPairs == 0 ? 1 : (double) pairs / ((double) linkedPairs * times);
    }

    /**
     * Tries all arrival orders of up to {@value #EXHAUSTIVE_PEERS} peers, random ones of more, and a single one of a design whose
     * verdicts do not depend on the order.
     *
     * @param design makes an empty registry
     * @param devices one peer is made for each device {@code 0 … devices-1}, at least 1
     * @param linked the links; a design that takes symmetric ones only is given those that are there in both directions, and
     *     denies the others
     * @param samples orders to draw where not all are tried, at least 1; the first of them is that of the devices
     * @param seed of the random orders
     * @throws IllegalStateException if the design has no room for that many peers
     */
    public static GroupingQuality of(Function<Interconnect, OwnerRegistry> design, int devices, Interconnect linked, int samples,
            long seed) {
        Tally tally = new Tally(design, devices, linked);
        int[] order = new int[devices];
        for (int i = 0; i < devices; i++) {
            order[i] = i;
        }
        boolean anyOrder = !design.apply(linked).dependsOnOrder();
        if (anyOrder) {
            tally.add(order);
        } else if (devices <= EXHAUSTIVE_PEERS) {
            permute(order, devices, tally);
        } else {
            SplittableRandom random = new SplittableRandom(seed);
            for (int sample = 0; sample < samples; sample++) {
                tally.add(order);
                shuffle(order, random);
            }
        }
        return tally.quality(anyOrder || devices <= EXHAUSTIVE_PEERS);
    }

    /** Heap's algorithm: every order of the first {@code n}, each by one exchange from the last. */
    private static void permute(int[] order, int n, Tally tally) {
        if (n == 1) {
            tally.add(order);
            return;
        }
        for (int i = 0; i < n; i++) {
            permute(order, n - 1, tally);
            if (i < n - 1) {
                exchange(order, n % 2 == 0 ? i : 0, n - 1);
            }
        }
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            exchange(order, i, random.nextInt(i + 1));
        }
    }

    private static void exchange(int[] order, int a, int b) {
        int kept = order[a];
        order[a] = order[b];
        order[b] = kept;
    }

    private static final class Tally {
        private final Function<Interconnect, OwnerRegistry> design;
        private final int devices;
        private final Interconnect interconnect;
        private final boolean[] linked;
        private int linkedPairs;
        private int orders;
        private int best = -1;
        private int worst = Integer.MAX_VALUE;
        private long granted;
        private int fewest = Integer.MAX_VALUE;
        private int most;
        private long wrong;

        Tally(Function<Interconnect, OwnerRegistry> design, int devices, Interconnect relation) {
            this.design = design;
            this.devices = devices;
            linked = new boolean[devices * devices];
            Peer[] peers = peers(devices);
            for (int a = 0; a < devices; a++) {
                for (int b = 0; b < devices; b++) {
                    linked[a * devices + b] = a != b && relation.has(peers[a], peers[b]);
                    linkedPairs += linked[a * devices + b] ? 1 : 0;
                }
            }
            Interconnect table = (a, b) -> a.device() == b.device() || linked[a.device() * devices + b.device()];
            interconnect = design.apply(table).directed() ? table : table.mutual();
        }

        private static Peer[] peers(int devices) {
            Peer[] peers = new Peer[devices];
            for (int i = 0; i < devices; i++) {
                peers[i] = new Peer(i);
            }
            return peers;
        }

        void add(int[] order) {
            OwnerRegistry registry = design.apply(interconnect);
            Peer[] peers = peers(devices);
            for (int device : order) {
                registry.acquire(peers[device]);
            }
            int pairs = 0;
            for (int a = 0; a < devices; a++) {
                for (int b = 0; b < devices; b++) {
                    if (a != b && registry.mayRead(peers[a], peers[b])) {
                        if (linked[a * devices + b]) {
                            pairs++;
                        } else {
                            wrong++;
                        }
                    }
                }
            }
            orders++;
            granted += pairs;
            best = Math.max(best, pairs);
            worst = Math.min(worst, pairs);
            fewest = Math.min(fewest, registry.owners());
            most = Math.max(most, registry.owners());
        }

        GroupingQuality quality(boolean exhaustive) {
            return new GroupingQuality(orders, exhaustive, linkedPairs, best, worst, granted, fewest, most, wrong);
        }
    }
}
