package dev.faultpath.exact;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The places that a thread visits, one by one, and after how many of them they repeat: a benchmark's loop does the same operation
 * again and again, so that the whole sequence has a period of one operation or of a few.
 *
 * <p>The period is the smallest distance at which the whole sequence is equal to itself (prefix function of Knuth, Morris and Pratt).
 * Loops inside an operation repeat too, but not across its end.
 */
final class Period {
    private long[] places = new long[1 << 16];
    private int[] border = new int[1 << 16];
    private int length;

    /**
     * Adds a place. An instruction that a processor is interrupted in and goes on with, such as a repeated string move, is one: a place
     * that follows itself is not added.
     *
     * @return whether it was added
     */
    boolean add(long place) {
        if (length > 0 && places[length - 1] == place) {
            return false;
        }
        if (length == places.length) {
            places = Arrays.copyOf(places, 2 * length);
            border = Arrays.copyOf(border, 2 * length);
        }
        places[length] = place;
        int equal = length == 0 ? 0 : border[length - 1];
        while (equal > 0 && places[equal] != place) {
            equal = border[equal - 1];
        }
        border[length] = length > 0 && places[equal] == place ? equal + 1 : 0;
        length++;
        return true;
    }

    int length() {
        return length;
    }

    long first() {
        return places[0];
    }

    long last() {
        return places[length - 1];
    }

    /** The smallest distance at which all of it is equal to itself; its length if there is none. */
    int period() {
        return length == 0 ? 0 : length - border[length - 1];
    }

    /** The first places, sorted. */
    long[] sorted(int first) {
        long[] some = Arrays.copyOf(places, first);
        Arrays.sort(some);
        return some;
    }

    /**
     * Distances between visits of the place that comes again after the longest time: the smallest of its distances is larger than that of
     * any other place.
     *
     * @return at least two; empty if no place is visited three times
     */
    int[] gaps() {
        Map<Long, int[]> last = new HashMap<>(); // place -> last visit, smallest distance, visits
        for (int i = 0; i < length; i++) {
            int at = i;
            last.merge(places[i], new int[] {i, Integer.MAX_VALUE, 1},
                    (before, now) -> new int[] {at, Math.min(before[1], at - before[0]), before[2] + 1});
        }
        Optional<Map.Entry<Long, int[]>> rarest = last.entrySet().stream().filter(e -> e.getValue()[2] > 2)
                .max(Comparator.<Map.Entry<Long, int[]>>comparingInt(e -> e.getValue()[1])
                        .thenComparing(e -> e.getValue()[2]).thenComparing(e -> -e.getKey()));
        if (rarest.isEmpty()) {
            return new int[0];
        }
        long place = rarest.get().getKey();
        int[] visits = IntStream.range(0, length).filter(i -> places[i] == place).toArray();
        return IntStream.range(1, visits.length).map(i -> visits[i] - visits[i - 1]).toArray();
    }
}
