package dev.faultpath.design.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.design.Designs;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Every area lookup on the class path finds what a scan of all areas finds. */
class VmaLookupContractTest {
    private static final List<String> DESIGNS = DesignsOnClassPath.names(VmaLookup.class);

    @Example
    void theReferenceAndItsCompetitorsAreFound() {
        assertThat(DESIGNS).contains("sorted-array", "tree-map", "maple-tree", "linked-list", "last-hit-cache");
    }

    @Property(tries = 300)
    void everyDesignFindsWhatAScanFinds(@ForAll @IntRange(max = 700) int count, @ForAll @IntRange(max = 3) int gaps, @ForAll long seed) {
        Random random = new Random(seed);
        Vma[] areas = areas(random, count, gaps);
        compare(areas, random);
    }

    /** Around the sizes at which a node of either kind is just full. */
    @Example
    void everyDesignFindsItAtTheEdgesOfNodes() {
        Random random = new Random(1);
        for (int count : new int[] {0, 1, 7, 8, 15, 16, 17, 159, 160, 161, 1599, 1600, 1601}) {
            for (int gaps = 0; gaps <= 3; gaps++) {
                compare(areas(random, count, gaps), random);
            }
        }
    }

    @Example
    void everyDesignFindsItInCapturedLayouts() {
        for (String name : Layouts.names()) {
            if (name.startsWith("captured-")) {
                compare(ModelBuilder.build(Layouts.named(name)).mm().vmas(), new Random(2));
            }
        }
    }

    /** @param gaps 0 for none, 1 for one before every area, else at random */
    private static Vma[] areas(Random random, int count, int gaps) {
        Vma[] areas = new Vma[count];
        long at = random.nextBoolean() ? 0 : Paging.PGDIR_SIZE;
        for (int i = 0; i < count; i++) {
            if (gaps == 1 || gaps > 1 && random.nextInt(gaps) == 0) {
                at += (1 + random.nextInt(5)) * Paging.PAGE_SIZE;
            }
            long end = at + (1 + random.nextInt(5)) * Paging.PAGE_SIZE;
            areas[i] = new Vma(at, end, Vma.READ);
            at = end;
        }
        return areas;
    }

    private static void compare(Vma[] areas, Random random) {
        List<Long> addresses = new ArrayList<>(List.of(0L, Paging.TASK_SIZE - 1));
        for (int i = 0; i < Math.min(areas.length, 400); i++) {
            Vma area = areas[areas.length <= 400 ? i : random.nextInt(areas.length)];
            addresses.addAll(List.of(area.start(), area.end(), area.end() - 1, Math.max(0, area.start() - 1)));
            addresses.add(area.start() + random.nextInt((int) (area.end() - area.start())));
        }
        java.util.Collections.shuffle(addresses, random);
        AddressSpace mm = null;
        if (areas.length < 50) {
            mm = new AddressSpace(new dev.faultpath.model.PhysicalMemory());
            for (Vma area : areas) {
                mm.map(area);
            }
        }
        for (String name : DESIGNS) {
            VmaLookup design = Designs.create(VmaLookup.class, name, (Object) areas);
            for (long addr : addresses) {
                Vma expected = scan(areas, addr);
                assertThat(design.find(addr)).as("%s at 0x%x", name, addr).isSameAs(expected);
                if (mm != null) {
                    assertThat(mm.findVma(addr)).isSameAs(expected);
                }
            }
        }
    }

    private static Vma scan(Vma[] areas, long addr) {
        for (Vma area : areas) {
            if (area.end() > addr) {
                return area;
            }
        }
        return null;
    }
}
