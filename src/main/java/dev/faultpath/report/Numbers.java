package dev.faultpath.report;

import java.util.Locale;

/** Numbers as reports print them: the same in every locale, never with an exponent. */
public final class Numbers {
    private Numbers() {
    }

    /** Three to four significant digits without an exponent. */
    public static String number(double value) {
        double size = Math.abs(value);
        int digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** A ratio: three digits behind the point, fewer from a hundred on. */
    public static String ratio(double ratio) {
        return ratio >= 100 ? number(ratio) : String.format(Locale.ROOT, "%.3f", ratio);
    }

    /** Bytes for each operation, whole; what rounds to none is 0. */
    static String bytes(double value) {
        return value < 0.5 ? "0" : String.format(Locale.ROOT, "%.0f", value);
    }
}
