package dev.faultpath.design.populate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CPair;
import dev.faultpath.c.CWorld;
import dev.faultpath.design.populate.PfnPopulationContractTest.Request;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutArbitraries;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Paging;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The designs of Q2 in C give back the words of the reference, whatever their form. */
class CPfnPopulationContractTest {
    private static final Set<String> KEEP_STICKY_BITS = Set.of("word-per-page", "order-first");

    @Test
    @DisplayName("C pair: populations give the words of the reference on generated layouts")
    void generated() {
        generated(CPair.library(), CPair.LAYOUTS);
        generated(CLibrary.of(Build.RETPOLINE, CLibrary.PLACES - 1), CPair.LAYOUTS / 20);
    }

    private static void generated(CLibrary library, int layouts) {
        for (int seed = 0; seed < layouts; seed++) {
            Random random = new Random(seed);
            LayoutModel model = ModelBuilder.build(small(LayoutArbitraries.layout(seed)));
            compare(library, PfnPopulationContractTest.request(model, random), random, "layout " + seed);
        }
    }

    /** With pagemaps as small as will do: their struct pages are most of what a model costs. */
    private static Layout small(Layout layout) {
        try {
            return new Layout(layout.notes(), layout.devices(), layout.owners(), layout.pagemaps().stream()
                    .map(p -> new Layout.Pagemap(p.name(), p.device(), p.owner(), p.type(), 4096)).toList(), layout.vmas());
        } catch (IllegalArgumentException e) {
            return layout;
        }
    }

    @Test
    @DisplayName("C pair: populations do so on captured layouts")
    void captured() {
        CLibrary library = CPair.library();
        for (String name : Layouts.names().stream().filter(n -> n.startsWith("captured-")).toList()) {
            LayoutModel model = ModelBuilder.build(DevicePlacement.parse("clique:16:8").apply(Layouts.named(name)));
            for (Layout.Vma area : model.layout().vmas().stream().filter(v -> !v.runs().isEmpty()).limit(20).toList()) {
                long start = area.start() + area.runs().get(0).offset() * Paging.PAGE_SIZE;
                compare(library, new Request(model, model.asker(), start, PfnPopulationContractTest.MOST_PAGES), new Random(1), name);
            }
        }
    }

    @Test
    @DisplayName("C pair: a population that is wrong is found")
    void planted() {
        assertThat(CPair.library().designs("Q2")).containsExactlyInAnyOrder("word-per-page", "blind-store", "order-first", "extents");
        CLibrary wrong = CPair.planted("left = size - (word & (size - 1));", "left = size;");
        assertThatThrownBy(() -> generated(wrong, CPair.LAYOUTS)).isInstanceOf(AssertionError.class).hasMessageContaining("order-first");
    }

    private static void compare(CLibrary library, Request request, Random random, String as) {
        long[] expected = request.reference();
        long[] input = random.longs(request.pages()).toArray();
        try (CWorld world = new CWorld.Parts(request.model().mm(), request.asker()).leaves(request.leaves(0, request.pages()))
                .to(library)) {
            for (String name : library.designs("Q2")) {
                world.make("Q2", name);
                for (int walk = 0; walk < 2; walk++) {
                    world.words(input);
                    long[] words = world.walk().words();
                    long[] wanted = expected.clone();
                    if (KEEP_STICKY_BITS.contains(name)) {
                        Arrays.setAll(wanted, i -> expected[i] | input[i] & HmmPfn.STICKY);
                    }
                    assertThat(words).as("%s in C, %s", name, as).isEqualTo(wanted);
                }
            }
        }
    }
}
