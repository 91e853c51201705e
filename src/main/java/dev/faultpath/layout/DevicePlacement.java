package dev.faultpath.layout;

import dev.faultpath.InputException;
import dev.faultpath.layout.EntryKind.Level;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Lays device memory over a layout by rule: private anonymous pages that are present become device-private pages, as if
 * a driver had migrated them. Everything else stays as it was.
 *
 * <p>Devices: {@code gpu0} with pagemap {@code vram0} belongs to the asker, owner {@code own}; {@code gpuK} with
 * {@code vramK} to {@code otherK}. A read-only or copy-on-write entry becomes a read-only device-private one. A huge PMD
 * stays one mapping where the rule puts all of it on one device and becomes 512 entries otherwise. Pages are counted over
 * the placed pages only, in address order, so that holes do not shift the pattern. Rules: ours.
 */
public final class DevicePlacement {
    private static final int SYSTEM = -1;

    private enum Rule { SYSTEM_ONLY, OWN, FOREIGN, ALTERNATE, CLIQUE, ONE_IN, RANDOM }

    private final Rule rule;
    private final int length;
    private final int devices;
    private final long seed;

    private DevicePlacement(Rule rule, int length, int devices, long seed) {
        this.rule = rule;
        this.length = length;
        this.devices = devices;
        this.seed = seed;
    }

    /**
     * Reads a rule as text. RUNLENGTH and N are at least 1, DEVICES 1 to 1024, PERCENT 0 to 100.
     *
     * <ul>
     * <li>{@code system}: no page moves; the asker's device is there and its memory is empty.
     * <li>{@code own}: all pages in the asker's own memory.
     * <li>{@code foreign}: all pages in the memory of device 1, which belongs to another owner.
     * <li>{@code alternate:RUNLENGTH:DEVICES}: runs of pages go round the devices, the asker's first.
     * <li>{@code clique:RUNLENGTH:DEVICES}: the same, but all devices reach each other and share the owner {@code own}.
     * <li>{@code one-in:N:SEED}: the asker's own memory, except that one page in N, drawn at random, is in that of device 1.
     * <li>{@code random:PERCENT:DEVICES:SEED}: each page moves to device memory with that chance; those that move spread evenly over
     * the devices.
     * </ul>
     *
     * @throws InputException when it is none of them
     */
    public static DevicePlacement parse(String text) {
        String[] part = text.split(":", -1);
        String shape = part[0].toLowerCase(Locale.ROOT) + "/" + (part.length - 1);
        try {
            return switch (shape) {
                case "system/0" -> new DevicePlacement(Rule.SYSTEM_ONLY, 1, 1, 0);
                case "own/0" -> new DevicePlacement(Rule.OWN, 1, 1, 0);
                case "foreign/0" -> new DevicePlacement(Rule.FOREIGN, 1, 2, 0);
                case "alternate/2" -> new DevicePlacement(Rule.ALTERNATE, runLength(part[1]), devices(part[2]), 0);
                case "clique/2" -> new DevicePlacement(Rule.CLIQUE, runLength(part[1]), devices(part[2]), 0);
                case "one-in/2" -> oneIn(Integer.parseInt(part[1]), Long.parseLong(part[2]));
                case "random/3" -> new DevicePlacement(Rule.RANDOM, range("percent", Integer.parseInt(part[1]), 0, 100), devices(part[2]),
                        Long.parseLong(part[3]));
                default -> throw new InputException("unknown device placement '" + text + "': system, own, foreign,"
                        + " alternate:RUNLENGTH:DEVICES, clique:RUNLENGTH:DEVICES, one-in:N:SEED or random:PERCENT:DEVICES:SEED");
            };
        } catch (NumberFormatException e) {
            throw new InputException("device placement '" + text + "': not a number where one belongs", e);
        } catch (IllegalArgumentException e) {
            throw new InputException("device placement '" + text + "': " + e.getMessage(), e);
        }
    }

    static DevicePlacement oneIn(int every, long seed) {
        return new DevicePlacement(Rule.ONE_IN, range("one in", every, 1, Integer.MAX_VALUE), 2, seed);
    }

    private static int runLength(String text) {
        return range("run length", Integer.parseInt(text), 1, Integer.MAX_VALUE);
    }

    private static int devices(String text) {
        return range("devices", Integer.parseInt(text), 1, 1024);
    }

    /** The value, unless it is out of range; {@code max} is Integer.MAX_VALUE for no bound. */
    static int range(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " is " + (max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max)
                    + ", not " + value);
        }
        return value;
    }

    /** The rule as text; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return switch (rule) {
            case SYSTEM_ONLY -> "system";
            case OWN -> "own";
            case FOREIGN -> "foreign";
            case ALTERNATE -> "alternate:" + length + ":" + devices;
            case CLIQUE -> "clique:" + length + ":" + devices;
            case ONE_IN -> "one-in:" + length + ":" + seed;
            case RANDOM -> "random:" + length + ":" + devices + ":" + seed;
        };
    }

    /**
     * Applies the rule.
     *
     * @param layout a layout without devices
     * @throws IllegalArgumentException when it has devices already, or the pages do not fit the limits of a layout
     */
    public Layout apply(Layout layout) {
        if (!layout.devices().isEmpty() || !layout.owners().isEmpty()) {
            throw new IllegalArgumentException("the layout has devices or owners already");
        }
        Chooser chooser = new Chooser();
        List<Layout.Vma> vmas = new ArrayList<>();
        for (Layout.Vma v : layout.vmas()) {
            vmas.add(v.has(VmaFlag.ANON) && !v.has(VmaFlag.SHARED) ? place(v, chooser) : v);
        }
        List<String> notes = new ArrayList<>(layout.notes());
        notes.add("device placement " + this);
        return withDevices(notes, devices, rule == Rule.CLIQUE, vmas);
    }

    /** A layout with that many devices, each pagemap as large as what is in it; {@code oneOwner} if all belong to the asker. */
    static Layout withDevices(List<String> notes, int devices, boolean oneOwner, List<Layout.Vma> vmas) {
        List<Layout.Device> declared = new ArrayList<>();
        List<Layout.Owner> owners = new ArrayList<>();
        List<Layout.Pagemap> pagemaps = new ArrayList<>();
        Map<String, Long> needed = pagesNeeded(vmas);
        for (int d = 0; d < devices; d++) {
            declared.add(new Layout.Device("gpu" + d));
            boolean own = d == 0 || oneOwner;
            String owner = own ? SyntheticLayouts.OWN : "other" + d;
            if (d == 0 || !own) {
                owners.add(new Layout.Owner(owner));
            }
            pagemaps.add(new Layout.Pagemap("vram" + d, "gpu" + d, owner, Pagemap.Type.PRIVATE,
                    Math.max(1, needed.getOrDefault("vram" + d, 0L))));
        }
        return new Layout(notes, declared, owners, pagemaps, vmas);
    }

    private static Layout.Vma place(Layout.Vma v, Chooser chooser) {
        List<Run> runs = new ArrayList<>();
        for (Run r : v.runs()) {
            if (!movable(r)) {
                runs.add(r);
            } else if (r.kind().level() == Level.PMD) {
                for (long at = r.offset(); at < r.end(); at += Paging.PTRS_PER_TABLE) {
                    hugePage(runs, r, at, chooser);
                }
            } else {
                smallPages(runs, r, r.offset(), chooser.take((int) r.pages()));
            }
        }
        return v.withRuns(runs);
    }

    private static boolean movable(Run r) {
        return r.pagemap() == null && switch (r.kind()) {
            case RW, RO, COW, PMD_RW, PMD_RO -> true;
            default -> false;
        };
    }

    private static void hugePage(List<Run> runs, Run r, long at, Chooser chooser) {
        int[] homes = chooser.take(Paging.PTRS_PER_TABLE);
        for (int home : homes) {
            if (home != homes[0]) {
                EntryKind small = r.kind().writable() ? EntryKind.RW : EntryKind.RO;
                smallPages(runs, new Run(at, Paging.PTRS_PER_TABLE, small, null, Run.AUTO, 0), at, homes);
                return;
            }
        }
        if (homes[0] == SYSTEM) {
            long first = r.first() == Run.AUTO ? Run.AUTO : r.first() + at - r.offset();
            runs.add(new Run(at, Paging.PTRS_PER_TABLE, r.kind(), null, first, 0));
        } else {
            runs.add(Run.device(at, Paging.PTRS_PER_TABLE, r.kind().writable() ? EntryKind.PMD_DEVICE_PRIVATE_RW
                    : EntryKind.PMD_DEVICE_PRIVATE_RO, "vram" + homes[0]));
        }
    }

    private static void smallPages(List<Run> runs, Run r, long at, int[] homes) {
        for (int i = 0; i < homes.length;) {
            int n = 1;
            while (i + n < homes.length && homes[i + n] == homes[i]) {
                n++;
            }
            if (homes[i] == SYSTEM) {
                long first = r.first() == Run.AUTO ? Run.AUTO : r.first() + i;
                runs.add(new Run(at + i, n, r.kind(), null, first, r.chunk() < n ? r.chunk() : 0));
            } else {
                runs.add(Run.device(at + i, n, r.kind().writable() ? EntryKind.DEVICE_PRIVATE_RW
                        : EntryKind.DEVICE_PRIVATE_RO, "vram" + homes[i]));
            }
            i += n;
        }
    }

    /** Decides page by page, in address order. */
    private final class Chooser {
        private final SplittableRandom random = new SplittableRandom(seed);
        private long placed;

        int[] take(int pages) {
            int[] homes = new int[pages];
            for (int i = 0; i < pages; i++) {
                homes[i] = switch (rule) {
                    case SYSTEM_ONLY -> SYSTEM;
                    case OWN -> 0;
                    case FOREIGN -> 1;
                    case ALTERNATE, CLIQUE -> (int) (placed / length % devices);
                    case ONE_IN -> random.nextInt(length) == 0 ? 1 : 0;
                    case RANDOM -> random.nextInt(100) < length ? random.nextInt(devices) : SYSTEM;
                };
                placed++;
            }
            return homes;
        }
    }

    /** Pages that runs placed by rule take of each pagemap, as {@link PhysicalPlacement} aligns them. */
    private static Map<String, Long> pagesNeeded(List<Layout.Vma> vmas) {
        Map<String, Long> needed = new HashMap<>();
        for (Layout.Vma v : vmas) {
            for (Run r : v.runs()) {
                if (r.pagemap() != null) {
                    long leaf = r.kind().leafPages(v.hugetlbOrder());
                    needed.merge(r.pagemap(), r.pages(), (at, n) -> (at + leaf - 1) / leaf * leaf + n);
                }
            }
        }
        return needed;
    }
}
