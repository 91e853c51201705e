package dev.faultpath.bench.state;

import dev.faultpath.design.walk.VmaLookup;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Areas, addresses to look up among them, and room for what is found. Areas and addresses follow from literal seeds. */
@State(Scope.Benchmark)
public class VmaState {
    private static final long AREA_SEED = 20250128L;
    private static final long ADDRESS_SEED = 20250204L;
    /** Where the lowest area begins, or the gap before it. */
    private static final long BASE = 1L << 44;

    /** Areas of the address space. */
    @Param({"16", "256", "4096"})
    public int areas;

    /**
     * The order in which addresses come: {@code same-area} stays in one area, {@code ascending} goes through them by address,
     * {@code shuffled} jumps. Of the last two one address in sixteen lies in a gap, where there is one.
     */
    @Param({"same-area", "ascending", "shuffled"})
    public String order;

    /** Addresses that one operation looks up. */
    @Param({"512"})
    public int lookups;

    public Vma[] vmas;
    public long[] addresses;
    /** First page of the area that was found for each address, as a word; 0 where there is none. */
    public long[] pfns;

    @Setup
    public void build() {
        vmas = areas(areas);
        addresses = addresses();
        pfns = new long[lookups];
    }

    /** Areas of 1 to 64 pages; every second one touches the one before. */
    static Vma[] areas(int count) {
        SplittableRandom random = new SplittableRandom(AREA_SEED);
        Vma[] made = new Vma[count];
        long at = BASE;
        for (int i = 0; i < count; i++) {
            if (random.nextBoolean()) {
                at += (1 + random.nextInt(64)) * Paging.PAGE_SIZE;
            }
            long end = at + (1 + random.nextInt(64)) * Paging.PAGE_SIZE;
            made[i] = new Vma(at, end, Vma.READ | Vma.WRITE | Vma.ANONYMOUS);
            at = end;
        }
        return made;
    }

    private long[] addresses() {
        SplittableRandom random = new SplittableRandom(ADDRESS_SEED);
        long[] made = new long[lookups];
        for (int i = 0; i < lookups; i++) {
            int area = switch (order) {
                case "same-area" -> areas / 2;
                case "ascending" -> (int) ((long) i * areas / lookups);
                case "shuffled" -> random.nextInt(areas);
                default -> throw new IllegalArgumentException("order '" + order + "' is none of same-area, ascending, shuffled");
            };
            Vma vma = vmas[area];
            boolean gap = !order.equals("same-area") && random.nextInt(16) == 0;
            made[i] = gap ? vma.end() : vma.start() + random.nextInt(Paging.pages(vma.start(), vma.end())) * Paging.PAGE_SIZE;
        }
        return made;
    }

    /** One operation: every address looked up, in order. */
    public long[] answer(VmaLookup design) {
        long[] wanted = addresses;
        long[] words = pfns;
        for (int i = 0; i < wanted.length; i++) {
            Vma found = design.find(wanted[i]);
            words[i] = found == null ? 0 : found.start() >>> Paging.PAGE_SHIFT | HmmPfn.VALID;
        }
        return words;
    }
}
