package dev.faultpath.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where an axis has its ticks, a logarithmic one unless said otherwise: as many round values as there is room for, or the values that were
 * measured.
 */
final class Ticks {
    /** More ticks than this say nothing more. */
    private static final int MOST = 9;
    private static final int FEW = 5;
    /** Least room between two labels, px. */
    private static final int GAP = 10;
    /** Up to this ratio of the ends, evenly spaced values are looked for first. */
    private static final double NARROW = 30;

    private final double low;
    private final double high;
    private final double length;
    private final boolean horizontal;

    /**
     * @param low        lower end, above 0
     * @param high       upper end, above {@code low}
     * @param length     of the axis, px; about, as it is not known before the layout
     * @param horizontal whether the labels stand beside each other
     */
    Ticks(double low, double high, double length, boolean horizontal) {
        this.low = low;
        this.high = high;
        this.length = length;
        this.horizontal = horizontal;
    }

    /** Round values of a linear axis from 0, few of them. */
    static SortedMap<Double, String> linear(double high) {
        SortedMap<Double, String> ticks = new TreeMap<>();
        double step = step(high);
        for (int i = 0; i * step <= high; i++) {
            ticks.put(i * step, label(i * step));
        }
        return ticks;
    }

    /** The distance of round values on a linear axis. */
    static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / FEW)));
        for (double step : new double[] {power, 2 * power, 5 * power}) {
            if (range / step <= FEW) {
                return step;
            }
        }
        return 10 * power;
    }

    /** Round values with their labels. */
    SortedMap<Double, String> round() {
        SortedMap<Double, String> coarsest = new TreeMap<>();
        for (List<Double> candidate : candidates()) {
            if (candidate.size() < 2) {
                continue;
            }
            SortedMap<Double, String> ticks = new TreeMap<>();
            candidate.forEach(v -> ticks.put(v, label(v)));
            if (ticks.size() <= MOST && fits(ticks)) {
                return ticks;
            }
            coarsest = ticks;
        }
        return thinned(coarsest.keySet());
    }

    /** The values that have room, the roundest first. */
    SortedMap<Double, String> thinned(Collection<Double> values) {
        List<Double> order = new ArrayList<>(new TreeSet<>(values));
        order.sort(Comparator.comparing(Ticks::roughness));
        SortedMap<Double, String> ticks = new TreeMap<>();
        for (double value : order) {
            SortedMap<Double, String> more = new TreeMap<>(ticks);
            more.put(value, label(value));
            if (fits(more)) {
                ticks = more;
            }
        }
        return ticks;
    }

    /** From the finest to the coarsest. */
    private List<List<Double>> candidates() {
        List<List<Double>> all = new ArrayList<>();
        if (high / low < NARROW) {
            for (int power = (int) Math.floor(Math.log10(high - low)) - 1; power <= Math.floor(Math.log10(high)); power++) {
                for (int digit : new int[] {1, 2, 5}) {
                    BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
                    List<Double> values = new ArrayList<>();
                    double first = Math.ceil(low / step.doubleValue());
                    for (int i = 0; i <= 100 && (first + i) * step.doubleValue() <= high; i++) {
                        values.add(step.multiply(BigDecimal.valueOf(first + i)).doubleValue());
                    }
                    all.add(values);
                }
            }
        }
        all.add(decades(1, 1, 2, 5));
        all.add(decades(1, 1, 3));
        for (int every = 1; every <= 40; every++) {
            all.add(decades(every, 1));
        }
        return all;
    }

    private List<Double> decades(int every, int... digits) {
        List<Double> values = new ArrayList<>();
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
            for (int digit : digits) {
                double value = BigDecimal.valueOf(digit).scaleByPowerOfTen(power).doubleValue();
                if (value >= low && value <= high && Math.floorMod(power, every) == 0) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private boolean fits(SortedMap<Double, String> ticks) {
        double end = Double.NEGATIVE_INFINITY;
        for (var tick : ticks.entrySet()) {
            double at = length * (Math.log(tick.getKey()) - Math.log(low)) / (Math.log(high) - Math.log(low));
            double half = horizontal ? Look.TEXT.width(tick.getValue()) / 2 : Look.TEXT.getSize() / 2.0;
            if (at - half < end + GAP) {
                return false;
            }
            end = at + half;
        }
        return true;
    }

    /** A power of two or of ten before others, then few digits. */
    private static int roughness(double value) {
        boolean whole = value >= 1 && value == Math.rint(value) && value < Long.MAX_VALUE;
        if (whole && Long.bitCount((long) value) == 1) {
            return 0;
        }
        return new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().precision();
    }

    /** A number in full, thousands apart, at most three digits that matter behind the point. */
    static String label(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(Math.abs(value) >= 1000 ? 15 : 4)).stripTrailingZeros();
        String plain = rounded.toPlainString();
        int point = (plain + ".").indexOf('.');
        return point <= 4 ? plain : plain.substring(0, point).replaceAll("\\B(?=(\\d{3})+$)", " ") + plain.substring(point);
    }
}
