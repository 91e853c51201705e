package dev.faultpath.layout;

import dev.faultpath.Hash;
import dev.faultpath.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** Finds layouts by name: synthetic ones, the files that ship with the suite, those that a run keeps, or a file. */
public final class Layouts {
    /** System property that names the folder in which the layouts are looked for that a run keeps. */
    public static final String FOLDER_PROPERTY = "faultpath.layouts";

    /** How the name of a layout that a run keeps begins, if the user gave it as a file; a hash of its text follows. */
    private static final String GIVEN = "given-";

    /** Pages of a synthetic layout whose name does not state them: 32 MiB. */
    public static final int DEFAULT_PAGES = 8192;

    private static final List<String> SHIPPED = List.of("captured-compiler", "captured-interpreter", "captured-jvm",
            "decision-table");
    private static final Map<String, IntFunction<Layout>> SYNTHETIC = synthetic();

    private Layouts() {
    }

    private static Map<String, IntFunction<Layout>> synthetic() {
        Map<String, IntFunction<Layout>> m = new LinkedHashMap<>();
        m.put("system-present", SyntheticLayouts::systemPresent);
        m.put("system-scattered", p -> SyntheticLayouts.systemScattered(p, 1));
        m.put("all-own", SyntheticLayouts::allOwn);
        m.put("all-foreign", SyntheticLayouts::allForeign);
        for (int devices : new int[] {2, 8, 72}) {
            for (int run : new int[] {1, 2, 16, 512}) {
                m.put("alternating-" + run + "x" + devices, p -> SyntheticLayouts.alternating(p, run, devices, false));
            }
        }
        m.put("alternating-1x8-one-owner", p -> SyntheticLayouts.alternating(p, 1, 8, true));
        m.put("one-in-100-foreign", p -> SyntheticLayouts.oneInForeign(p, 100, 20250131L));
        m.put("residency-mix", p -> SyntheticLayouts.residencyMix(p, 40, 30, 10, 5, 4, 20250204L));
        for (SyntheticLayouts.Holes h : SyntheticLayouts.Holes.values()) {
            if (h != SyntheticLayouts.Holes.NONE) {
                String name = "holes-" + h.name().toLowerCase(Locale.ROOT).replace('_', '-');
                m.put(name, p -> SyntheticLayouts.holes(p, h, 20250128L));
            }
        }
        m.put("order-mix-50", p -> SyntheticLayouts.orderMix(p, 50, 20250129L));
        m.put("all-huge", p -> SyntheticLayouts.orderMix(p, 100, 0));
        m.put("protection-mix", p -> SyntheticLayouts.protectionMix(p, 20250130L));
        m.put("vma-borders-16", p -> SyntheticLayouts.vmaBorders(p, 16));
        m.put("vma-borders-512", p -> SyntheticLayouts.vmaBorders(p, 512));
        return m;
    }

    /** Names of the synthetic layouts and of the files that ship with the suite; {@code live} and files come on top. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(SYNTHETIC.keySet());
        names.addAll(SHIPPED);
        return names;
    }

    /** Whether {@code name}, without a page count, is that of a synthetic layout. */
    public static boolean isSynthetic(String name) {
        return SYNTHETIC.containsKey(name);
    }

    /**
     * The layout of that name.
     *
     * @param name a synthetic name, {@link #DEFAULT_PAGES} long unless {@code :PAGES} follows it; {@code captured-jvm},
     *     {@code captured-compiler} or {@code captured-interpreter}; {@code decision-table}; {@code live} or a name by
     *     {@link #nameFor} for the file of that name in the folder that {@value #FOLDER_PROPERTY} names; else the path of a layout file
     * @throws InputException when there is no such layout or the file is not one
     */
    public static Layout named(String name) {
        int colon = name.indexOf(':');
        String plain = colon < 0 ? name : name.substring(0, colon);
        if (SYNTHETIC.containsKey(plain)) {
            return SYNTHETIC.get(plain).apply(colon < 0 ? DEFAULT_PAGES : pages(name, name.substring(colon + 1)));
        }
        if (SHIPPED.contains(name)) {
            return LayoutReader.read(TextLines.shipped(name + ".layout", name, LayoutReader.KIND));
        }
        if (isKept(name)) {
            String folder = System.getProperty(FOLDER_PROPERTY);
            if (folder == null) {
                throw new InputException("layout '" + name + "' needs the system property " + FOLDER_PROPERTY
                        + ", the folder that holds " + fileOf(name));
            }
            return LayoutReader.read(Path.of(folder, fileOf(name)));
        }
        return LayoutReader.read(TextLines.given(name, LayoutReader.KIND, "a name; faultpath list layouts has the names", names()));
    }

    /** Whether a name stands for a file that a run keeps with its results, as nothing else could repeat it. */
    public static boolean isKept(String name) {
        return name.equals("live") || name.matches(GIVEN + "[0-9a-f]{16}");
    }

    /** Whether a name is no path of the user's. */
    public static boolean isName(String name) {
        return isKept(name) || SHIPPED.contains(name) || isSynthetic(name.replaceFirst(":.*", ""));
    }

    /** The name under which a run keeps a layout that the user gave as a file: it tells nothing of where that is. */
    public static String nameFor(Layout layout) {
        return GIVEN + new Hash().add(LayoutWriter.write(layout)).hex();
    }

    /** The file of a layout that a run keeps. */
    public static String fileOf(String name) {
        return name + ".layout";
    }

    /** The layout that {@link #named(String)} gives, a synthetic one {@code pages} long. */
    public static Layout named(String name, int pages) {
        return named(isSynthetic(name) ? name + ":" + pages : name);
    }

    private static int pages(String name, String text) {
        if (text.matches("[1-9][0-9]{0,8}") && Integer.parseInt(text) <= Layout.MAX_MAPPED_PAGES) {
            return Integer.parseInt(text);
        }
        throw new InputException("layout '" + name + "': pages are 1 to " + Layout.MAX_MAPPED_PAGES);
    }
}
