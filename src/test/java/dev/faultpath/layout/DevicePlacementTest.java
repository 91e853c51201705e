package dev.faultpath.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.Run;
import dev.faultpath.layout.Layout.VmaFlag;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePlacementTest {
    private static final Set<VmaFlag> RW = Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON);

    private static Layout area(Set<VmaFlag> flags, Run... runs) {
        return Layout.ofVmas(List.of(new Layout.Vma(Layout.BASE, 4096, flags, 0, List.of(runs))));
    }

    @Provide
    Arbitrary<Layout> layouts() {
        return LayoutArbitraries.layouts().map(l -> Layout.ofVmas(l.vmas().stream()
                .map(v -> v.withRuns(v.runs().stream().filter(r -> r.pagemap() == null).toList())).toList()));
    }

    @Property(tries = 100)
    void everythingElseStays(@ForAll("layouts") Layout layout) {
        for (String rule : List.of("own", "foreign", "alternate:3:4", "clique:16:2", "one-in:10:1", "random:30:3:1")) {
            Layout placed = DevicePlacement.parse(rule).apply(layout);
            assertThat(placed.mappedPages()).isEqualTo(layout.mappedPages());
            assertThat(placed.vmas()).hasSameSizeAs(layout.vmas());
            for (int i = 0; i < layout.vmas().size(); i++) {
                Layout.Vma before = layout.vmas().get(i);
                Layout.Vma after = placed.vmas().get(i);
                assertThat(after.withRuns(List.of())).isEqualTo(before.withRuns(List.of()));
                if (!before.has(VmaFlag.ANON) || before.has(VmaFlag.SHARED)) {
                    assertThat(after).isEqualTo(before);
                }
                assertThat(after.runs().stream().filter(r -> r.kind() == EntryKind.SWAP).toList())
                        .isEqualTo(before.runs().stream().filter(r -> r.kind() == EntryKind.SWAP).toList());
            }
            assertThat(Texts.layout(LayoutWriter.write(placed), "placed")).isEqualTo(placed);
        }
    }

    @Test
    void alternationCountsPlacedPagesOnly() {
        Layout l = DevicePlacement.parse("alternate:4:2").apply(area(RW, Run.of(0, 6, EntryKind.RW), Run.of(6, 5, EntryKind.SWAP),
                Run.of(11, 4, EntryKind.RO)));
        assertThat(l.vmas().get(0).runs()).containsExactly(Run.device(0, 4, EntryKind.DEVICE_PRIVATE_RW, "vram0"),
                Run.device(4, 2, EntryKind.DEVICE_PRIVATE_RW, "vram1"), Run.of(6, 5, EntryKind.SWAP),
                Run.device(11, 2, EntryKind.DEVICE_PRIVATE_RO, "vram1"), Run.device(13, 2, EntryKind.DEVICE_PRIVATE_RO, "vram0"));
        assertThat(l.notes()).containsExactly("device placement alternate:4:2");
    }

    @Test
    void hugePagesStayWholeOnOneDeviceAndSplitOnSeveral() {
        Layout huge = area(RW, Run.of(0, 1024, EntryKind.PMD_RW));
        assertThat(DevicePlacement.parse("alternate:512:2").apply(huge).vmas().get(0).runs()).containsExactly(
                Run.device(0, 512, EntryKind.PMD_DEVICE_PRIVATE_RW, "vram0"),
                Run.device(512, 512, EntryKind.PMD_DEVICE_PRIVATE_RW, "vram1"));
        assertThat(DevicePlacement.parse("alternate:256:2").apply(huge).vmas().get(0).runs()).hasSize(4)
                .allMatch(r -> r.kind() == EntryKind.DEVICE_PRIVATE_RW && r.pages() == 256);
    }

    @Test
    void cliqueSharesOneOwner() {
        Layout l = DevicePlacement.parse("clique:1:3").apply(area(RW, Run.of(0, 6, EntryKind.RW)));
        assertThat(l.owners()).containsExactly(new Layout.Owner("own"));
        assertThat(l.pagemaps()).hasSize(3).allMatch(p -> p.owner().equals("own") && p.pages() == 2);
    }

    @Test
    void fileAndSharedMemoryStays() {
        Layout file = area(Set.of(VmaFlag.READ, VmaFlag.WRITE), Run.of(0, 6, EntryKind.RW));
        assertThat(DevicePlacement.parse("own").apply(file).vmas()).isEqualTo(file.vmas());
        Layout shared = area(Set.of(VmaFlag.READ, VmaFlag.WRITE, VmaFlag.ANON, VmaFlag.SHARED), Run.of(0, 6, EntryKind.RW));
        assertThat(DevicePlacement.parse("own").apply(shared).vmas()).isEqualTo(shared.vmas());
    }

    @Test
    void oneInNComesNearItsShare() {
        Layout l = SyntheticLayouts.oneInForeign(100_000, 100, 5);
        long foreign = l.vmas().get(0).runs().stream().filter(r -> "vram1".equals(r.pagemap())).mapToLong(Run::pages).sum();
        assertThat(foreign).isBetween(900L, 1_100L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "foreign", "alternate:16:4", "clique:16:4", "one-in:100:7", "random:30:2:7"})
    void textIsReadBack(String rule) {
        assertThat(DevicePlacement.parse(rule)).hasToString(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mine", "own:1", "alternate", "alternate:0:2", "alternate:1:0", "alternate:x:2", "one-in:0:1",
        "random:101:2:1", "alternate:1:2000"})
    void otherTextIsOneLine(String rule) {
        assertThatThrownBy(() -> DevicePlacement.parse(rule)).isInstanceOf(InputException.class).message()
                .contains("'" + rule + "'").doesNotContain("\n");
    }

    @Test
    void aLayoutWithDevicesIsRefused() {
        assertThatThrownBy(() -> DevicePlacement.parse("own").apply(SyntheticLayouts.allOwn(4)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
