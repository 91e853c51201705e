package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.model.Paging;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticLayoutsTest {
    /** Pages by kind, and pagemap where there is one. */
    private static Map<String, Long> count(Layout layout) {
        Map<String, Long> pages = new TreeMap<>();
        for (Layout.Vma v : layout.vmas()) {
            for (Run r : v.runs()) {
                pages.merge(r.kind().token() + (r.pagemap() == null ? "" : " " + r.pagemap()), r.pages(), Long::sum);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 511, 512, 513, 8192})
    void sizesAreExact(int pages) {
        for (String name : Layouts.names()) {
            if (Layouts.isSynthetic(name)) {
                Layout l = Layouts.named(name + ":" + pages);
                long bytes = l.vmas().get(l.vmas().size() - 1).end() - l.vmas().get(0).start();
                assertThat(bytes).as(name).isEqualTo(pages * Paging.PAGE_SIZE);
            }
        }
    }

    @Property(tries = 100)
    void runsGoRoundThePagemaps(@ForAll @IntRange(min = 1, max = 3000) int pages, @ForAll @IntRange(min = 1, max = 600) int runLength,
            @ForAll @IntRange(min = 1, max = 9) int devices) {
        Layout l = SyntheticLayouts.alternating(pages, runLength, devices, false);
        for (Run r : l.vmas().get(0).runs()) {
            assertThat(r.pagemap()).isEqualTo("vram" + r.offset() / runLength % devices);
            assertThat(r.offset() % runLength).isZero();
            assertThat(r.pages()).isEqualTo(Math.min(runLength, pages - r.offset()));
        }
        assertThat(l.pagemaps()).hasSize(devices);
        assertThat(l.owners()).hasSize(devices);
    }

    @Test
    void oneOwnerForAllDevices() {
        Layout l = SyntheticLayouts.alternating(64, 1, 4, true);
        assertThat(l.owners()).containsExactly(new Layout.Owner("own"));
        assertThat(l.pagemaps()).allMatch(p -> p.owner().equals("own"));
    }

    @Test
    void pagemapsAreAsLargeAsNeeded() {
        Layout l = SyntheticLayouts.alternating(1_000, 16, 3, false);
        assertThat(l.pagemaps()).extracting(Layout.Pagemap::pages).containsExactly(336L, 336L, 328L);
    }

    @Test
    void holesAreWhereTheNameSays() {
        assertThat(count(SyntheticLayouts.holes(1024, SyntheticLayouts.Holes.EVERY_512TH, 0))).containsEntry("none", 2L);
        assertThat(count(SyntheticLayouts.holes(1024, SyntheticLayouts.Holes.EVERY_2ND, 0))).containsEntry("none", 512L);
        assertThat(SyntheticLayouts.holes(1024, SyntheticLayouts.Holes.ALL, 0).mappedPages()).isZero();
        assertThat(count(SyntheticLayouts.holes(1024, SyntheticLayouts.Holes.NONE, 0))).isEqualTo(Map.of("rw", 1024L));
    }

    @ParameterizedTest
    @EnumSource(value = SyntheticLayouts.Holes.class, names = {"RANDOM_1", "RANDOM_10", "RANDOM_50", "CLUSTERED"})
    void randomHolesComeNearTheirShare(SyntheticLayouts.Holes where) {
        long none = count(SyntheticLayouts.holes(100_000, where, 42)).get("none");
        int percent = switch (where) {
            case RANDOM_1 -> 1;
            case RANDOM_10 -> 10;
            default -> 50;
        };
        assertThat(none).isBetween(percent * 900L, percent * 1100L);
    }

    @Test
    void theResidencyMixComesNearItsShares() {
        Map<String, Long> c = count(SyntheticLayouts.residencyMix(100_000, 40, 30, 10, 5, 3, 9));
        assertThat(c.get("rw")).isBetween(39_000L, 41_000L);
        assertThat(c.get("device-private-rw vram0")).isBetween(29_000L, 31_000L);
        assertThat(c.get("device-private-rw vram1") + c.get("device-private-rw vram2")).isBetween(9_500L, 10_500L);
        assertThat(c.get("swap")).isBetween(4_700L, 5_300L);
        assertThat(c.get("none")).isBetween(14_500L, 15_500L);
    }

    @Test
    void oneSeedGivesOneLayout() {
        assertThat(SyntheticLayouts.protectionMix(5_000, 3)).isEqualTo(SyntheticLayouts.protectionMix(5_000, 3))
                .isNotEqualTo(SyntheticLayouts.protectionMix(5_000, 4));
        assertThat(SyntheticLayouts.orderMix(51_200, 50, 3)).isEqualTo(SyntheticLayouts.orderMix(51_200, 50, 3))
                .isNotEqualTo(SyntheticLayouts.orderMix(51_200, 50, 4));
    }

    @Test
    void vmasTouch() {
        Layout l = SyntheticLayouts.vmaBorders(100, 16);
        assertThat(l.vmas()).hasSize(7);
        assertThat(l.vmas().get(6).pages()).isEqualTo(4);
        assertThat(l.vmas().get(1).start()).isEqualTo(l.vmas().get(0).end());
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> SyntheticLayouts.systemPresent(0)).hasMessage("pages is at least 1, not 0");
        assertThatThrownBy(() -> SyntheticLayouts.alternating(8, 0, 1, false)).hasMessage("runLength is at least 1, not 0");
        assertThatThrownBy(() -> SyntheticLayouts.orderMix(8, 101, 1)).hasMessage("percentHuge is 0 to 100, not 101");
        assertThatThrownBy(() -> SyntheticLayouts.residencyMix(8, 50, 50, 1, 0, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SyntheticLayouts.residencyMix(8, 0, 0, 1, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unknownNamesAreOneLine() {
        assertThatThrownBy(() -> Layouts.named("nosuch")).isInstanceOf(InputException.class).hasMessageStartingWith("no layout 'nosuch'");
        assertThatThrownBy(() -> Layouts.named("all-own:x")).isInstanceOf(InputException.class)
                .hasMessage("layout 'all-own:x': pages are 1 to 4194304");
        assertThatThrownBy(() -> Layouts.named("a\0b")).isInstanceOf(InputException.class);
    }
}
