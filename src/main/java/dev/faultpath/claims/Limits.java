package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
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

    /** An exact count: without decimals where it has none. */
    static String count(double count) {
        return count == Math.rint(count) ? String.format(Locale.ROOT, "%,.0f", count) : Figure.format(count);
    }

    /** How many more or fewer of something, as {@code 336 fewer loads and stores}. */
    static String more(double more, String what) {
        return more == 0 ? "no more " + what : count(Math.abs(more)) + (more < 0 ? " fewer " : " more ") + what;
    }

    /** A number of pages. */
    static String pages(String pages) {
        return String.format(Locale.ROOT, "%,d", Long.parseLong(pages)) + (pages.equals("1") ? " page" : " pages");
    }

    /** A number of devices. */
    static String devices(String devices) {
        return devices + (devices.equals("1") ? " device" : " devices");
    }

    /** What {@link Comparison#noDearer} takes. */
    static Limit noDearer(double margin) {
        return new Limit(percent(margin) + " is the most that counts as nothing more; no dearer if the one-sided 95 % bound of the ratio is"
                + " below, dearer if the whole 95 % interval is beyond", "our own choice: nobody would call less a regression of this path;"
                + " who is faster does not pay");
    }

    /** What {@link Comparison} takes before a time decides anything. */
    static Limit times() {
        return new Limit("a time decides with at least " + Comparison.FEWEST_FORKS + " good forks of one compiled form on each side, at"
                + " least " + percent(CellResult.ONE_FORM) + " of its good ones, or of several if each pair of forms has "
                + Comparison.FEWEST_PAIRS + ", all together " + Comparison.FEWEST_FORKS + ", and each says the same; in the same blocks"
                + " and of the same method, and if the limit lies above what an empty method costs",
                "with six forks the 95 % interval is the range from least to most, which is enough only where several have to agree;"
                        + " below the floor the harness could not have decided otherwise");
    }
}
