package dev.faultpath.claims;

import java.util.Locale;

/** How limits and sizes are worded. */
final class Limits {
    private Limits() {
    }

    /** A share as percent, without needless digits. */
    static String percent(double share) {
        double percent = share * 100;
        return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f %%" : "%.1f %%", percent);
    }

    /** A number of pages. */
    static String pages(String pages) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(pages)) + (pages.equals("1") ? " page" : " pages");
    }

    /** A number of devices. */
    static String devices(String devices) {
        return devices + (devices.equals("1") ? " device" : " devices");
    }

    /** What {@link Comparison#same} takes. */
    static String same(double margin) {
        return percent(margin) + " is the largest difference that counts as none; equivalent if the 90 % interval is inside (two one-sided"
                + " tests at 5 %) or the whole 95 % interval is below what an empty method costs";
    }
}
