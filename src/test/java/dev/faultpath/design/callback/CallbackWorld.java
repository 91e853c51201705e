package dev.faultpath.design.callback;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.fault.RangeFault;
import dev.faultpath.layout.EntryKind;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Device;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Pte;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A machine with six devices and a client whose answers a test states, and what every design has to say about it. */
final class CallbackWorld {
    static final List<String> DESIGNS = DesignsOnClassPath.names(AccessCheck.class);

    static final int DEVICES = 6;
    private static final int PAGES = 1024;
    private static final int OWNERS = 3;

    /** One stretch of entries: what kind, and in which pagemap if it is device memory. */
    record Stretch(EntryKind kind, int pagemap, int pages) {
    }

    final LayoutModel model;
    final Device client;
    final Owner owner;
    final boolean[][] relation = new boolean[DEVICES][DEVICES];
    final boolean[] answers = new boolean[DEVICES];
    final TopologyEpoch epoch = new TopologyEpoch();
    final PciTopology topology;
    final LeafStream tables;
    final long[] input;
    final List<Pagemap> asked = new ArrayList<>();
    private final PagemapCallback callback = new RelationCallback();

    /**
     * @param stretches what is mapped
     * @param seed of owners, answers, topology and request words
     */
    CallbackWorld(List<Stretch> stretches, boolean nullOwner, long seed) {
        this(layout(stretches, new Random(seed)), nullOwner, new Random(seed + 1));
    }

    CallbackWorld(Layout layout, boolean nullOwner, Random random) {
        model = ModelBuilder.build(layout);
        List<Device> devices = model.memory().devices();
        client = devices.get(random.nextInt(Math.min(DEVICES, devices.size())));
        owner = nullOwner ? null : model.asker();
        for (int i = 0; i < DEVICES; i++) {
            for (int j = 0; j < DEVICES; j++) {
                relation[i][j] = random.nextBoolean();
            }
            answers[i] = random.nextInt(5) > 0;
        }
        topology = topology(random, devices.size());
        int pages = (int) Math.max(1, Math.min(model.layout().mappedPages(), 2 * PAGES));
        tables = LeafStream.tables(model.mm(), pages);
        input = random.longs(pages).toArray();
    }

    private static PciTopology topology(Random random, int devices) {
        int bridges = 1 + random.nextInt(4);
        int[] upstream = new int[devices + bridges];
        boolean[] redirects = new boolean[devices + bridges];
        boolean[] routes = new boolean[devices + bridges];
        for (int i = 0; i < devices + bridges; i++) {
            int above = i < devices ? bridges : i - devices;
            int bridge = random.nextInt(above + 1);
            upstream[i] = bridge == above ? -1 : devices + bridge;
            redirects[i] = random.nextInt(4) == 0;
            routes[i] = random.nextBoolean();
        }
        return new PciTopology(upstream, redirects, routes);
    }

    /** Answers by the relation, and notes who was asked about. */
    private final class RelationCallback implements PagemapCallback {
        @Override
        public boolean mayAccess(Device asking, Pagemap pagemap) {
            asked.add(pagemap);
            return relation[asking.id() % DEVICES][pagemap.device().id() % DEVICES];
        }
    }

    private boolean hasCallback(Pagemap pagemap) {
        return owner != null && answers[pagemap.device().id() % DEVICES];
    }

    Client client(PagemapCallback asked) {
        for (Pagemap pagemap : model.memory().pagemaps()) {
            pagemap.callback(answers[pagemap.device().id() % DEVICES] ? asked : null);
        }
        return new Client(owner, client, topology, epoch);
    }

    AccessCheck design(String name) {
        return design(name, callback);
    }

    AccessCheck design(String name, PagemapCallback asked) {
        return Designs.create(AccessCheck.class, name, model.memory(), client(asked));
    }

    /** One walk; the words, with a guard word at both ends checked. */
    long[] walk(AccessCheck check) {
        long[] pfns = Arrays.copyOf(input, input.length + 1);
        int at;
        do {
            check.begin();
            at = 0;
            for (int table = 0; table < tables.size(); table++) {
                check.answer(model.mm().pageTable().entries(), tables.first(table), tables.pages(table), pfns, at);
                at += tables.pages(table);
            }
        } while (!check.end(pfns, at));
        if (pfns[input.length] != 0) {
            throw new AssertionError("wrote past the request");
        }
        return Arrays.copyOf(pfns, input.length);
    }

    /** What the design has to answer: the reference engine's words, and those of foreign pages that it grants. */
    long[] expected(String design) {
        long[] words = reference();
        List<Long> entries = entries();
        for (int i = 0; i < words.length; i++) {
            long entry = entries.get(i);
            if (Pte.isDevicePrivate(entry) && grants(design, pagemap(entry))) {
                words[i] = input[i] & HmmPfn.STICKY | Pte.pfn(entry) | HmmPfn.VALID | (Pte.writable(entry) ? HmmPfn.WRITE : 0);
            }
        }
        return words;
    }

    private boolean grants(String design, Pagemap pagemap) {
        if (owner == null || pagemap.owner() == owner) {
            return pagemap.owner() == owner;
        }
        int provider = pagemap.device().id();
        return switch (CallbackOracle.of(design).answer()) {
            case NOBODY -> false;
            case CORE -> topology.distance(client.id(), provider) != PciTopology.UNREACHABLE;
            case DRIVER -> answers[provider % DEVICES] && relation[client.id() % DEVICES][provider % DEVICES];
        };
    }

    private long[] reference() {
        long[] words = new long[input.length];
        int at = 0;
        for (int table = 0; table < tables.size(); table++) {
            HmmRange range = new HmmRange();
            range.start = tables.addr(table);
            range.end = range.start + (long) tables.pages(table) * Paging.PAGE_SIZE;
            range.pfns = Arrays.copyOfRange(input, at, at + tables.pages(table));
            range.devPrivateOwner = owner;
            range.notifier = model.mm().notifiers().insert(range.start, range.end, (sub, event, seq) -> true);
            if (new RangeFault(model.mm(), FaultShape.RECORD_REWALK).faultUnlocked(range, 0) != 0) {
                throw new AssertionError("a snapshot fails");
            }
            System.arraycopy(range.pfns, 0, words, at, range.pfns.length);
            at += range.pfns.length;
        }
        return words;
    }

    private List<Long> entries() {
        List<Long> entries = new ArrayList<>();
        for (int table = 0; table < tables.size(); table++) {
            for (int i = 0; i < tables.pages(table); i++) {
                entries.add(model.mm().pageTable().entries()[tables.first(table) + i]);
            }
        }
        return entries;
    }

    private Pagemap pagemap(long entry) {
        return model.memory().pagemapOf(Pte.pfn(entry));
    }

    /** Pagemaps of the device-private pages of a walk, in order. */
    List<Pagemap> devicePages() {
        return entries().stream().filter(Pte::isDevicePrivate).map(this::pagemap).toList();
    }

    /** Those of them that are not the client's own. */
    List<Pagemap> foreignPages() {
        return devicePages().stream().filter(p -> p.owner() != owner).toList();
    }

    /** About which pagemaps a design asks when it is made. */
    List<Pagemap> asksWhenMade(String design) {
        boolean asks = CallbackOracle.of(design).asks() == CallbackOracle.Asks.WHEN_MADE;
        return Stream.of(model.memory().pagemaps()).filter(p -> asks && p.owner() != owner && hasCallback(p)).toList();
    }

    /** About which pagemaps a design asks in the first walk of a new object, one by one. */
    List<Pagemap> firstWalkAsks(String design) {
        return CallbackOracle.of(design).about().apply(this).filter(this::hasCallback).toList();
    }

    /** The same for every further walk, as long as nothing changes. */
    List<Pagemap> laterAsks(String design) {
        return CallbackOracle.of(design).asks() == CallbackOracle.Asks.EVERY_WALK ? firstWalkAsks(design) : List.of();
    }

    /** The first of each run. */
    static List<Pagemap> runs(List<Pagemap> pages) {
        List<Pagemap> runs = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (i == 0 || pages.get(i) != pages.get(i - 1)) {
                runs.add(pages.get(i));
            }
        }
        return runs;
    }

    /** Foreign pagemaps each time that a small direct-mapped cache does not hold them. */
    List<Pagemap> setCacheMisses() {
        List<Pagemap> misses = new ArrayList<>();
        Pagemap[] slots = new Pagemap[CallbackSetCacheCheck.SLOTS];
        for (Pagemap p : foreignPages()) {
            int slot = p.id() % slots.length;
            if (slots[slot] != p) {
                misses.add(p);
            }
            slots[slot] = p;
        }
        return misses;
    }

    /** The first foreign pagemap of each device. */
    List<Pagemap> firstOfDevice() {
        List<Pagemap> first = new ArrayList<>();
        for (Pagemap p : foreignPages()) {
            if (first.stream().noneMatch(f -> f.device() == p.device())) {
                first.add(p);
            }
        }
        return first;
    }

    /** Foreign pagemaps of a walk. */
    long foreignPagemaps() {
        return foreignPages().stream().distinct().count();
    }

    /** Nine private pagemaps, so that two share a slot of the set cache; devices 1 to 3 have two each; and one coherent. */
    private static Layout layout(List<Stretch> stretches, Random random) {
        List<Layout.Device> devices = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            devices.add(new Layout.Device("gpu" + i));
        }
        List<Layout.Owner> owners = new ArrayList<>();
        for (int i = 0; i < OWNERS; i++) {
            owners.add(new Layout.Owner("owner" + i));
        }
        List<Layout.Pagemap> pagemaps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Pagemap.Type type = i < 9 ? Pagemap.Type.PRIVATE : Pagemap.Type.COHERENT;
            int device = i < DEVICES ? i : i - DEVICES + 1;
            pagemaps.add(new Layout.Pagemap("vram" + i, "gpu" + device, "owner" + random.nextInt(OWNERS), type, PAGES));
        }
        List<Run> runs = new ArrayList<>();
        int at = 0;
        for (Stretch s : stretches) {
            int pages = Math.min(s.pages, PAGES - at);
            if (pages > 0) {
                runs.add(switch (s.kind.backing()) {
                    case DEVICE -> Run.device(at, pages, s.kind, "vram" + s.pagemap);
                    case SYSTEM_OR_COHERENT -> s.pagemap == 0 ? Run.device(at, pages, s.kind, "vram9") : Run.of(at, pages, s.kind);
                    default -> Run.of(at, pages, s.kind);
                });
                at += pages;
            }
        }
        Set<VmaFlag> flags = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON, VmaFlag.MIXEDMAP);
        return new Layout(List.of(), devices, owners, pagemaps, List.of(new Layout.Vma(Layout.BASE, PAGES, flags, 0, runs)));
    }
}
