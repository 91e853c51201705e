package dev.faultpath.design.revalidate;

import dev.faultpath.design.DesignsOnClassPath;
import java.util.List;

/** The designs of Q5 that are on the class path, by name: what tests with a parameter take. */
public final class RevalidationDesigns {
    private RevalidationDesigns() {
    }

    /** All. */
    public static List<String> all() {
        return DesignsOnClassPath.names(AccessRevalidation.class);
    }

    /** Those that must never show a stale grant. */
    public static List<String> safe() {
        return all().stream().filter(name -> !broken(name) && !bound(name)).toList();
    }

    /** Those that are not wrong on purpose, for the events that they cover. */
    public static List<String> right() {
        return all().stream().filter(name -> !broken(name)).toList();
    }

    /** Whether a design's answers last as long as their provider: sound where that goes, and nowhere else. */
    public static boolean bound(String name) {
        return name.equals("provider-table");
    }

    /** Whether a design is wrong on purpose. */
    public static boolean broken(String name) {
        return name.startsWith("broken");
    }

    /** Whether a design that is wrong on purpose forgets with each request, so that only a change within one shows it. */
    public static boolean brokenByARace(String name) {
        return name.equals("broken-request-cache");
    }
}
