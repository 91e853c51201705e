package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CTwinTest {
    private static final Map<String, String> C = Map.of("design", "none", "pages", "512", "placement", "own", "layout", "system-present",
            "yesPercent", "100", "build", "plain");

    private static CellResult cell(String benchmark, Map<String, String> params, String jdk) {
        return CellsForTest.cell("dev.faultpath.bench." + benchmark + ".check", params, jdk, 1, 2);
    }

    private static Map<String, String> with(Map<String, String> params, String... more) {
        Map<String, String> all = new TreeMap<>(params);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static CellResult java(String... more) {
        Map<String, String> params = with(C, "profile", "mega", "foreignShown", "rare", "mix", "none", "callbackCost", "0");
        params.remove("build");
        return cell("PagemapCallbackBenchmark", with(params, more), "17");
    }

    @Test
    void sharesWhatBothKnow() {
        CellResult twin = cell("CPagemapCallbackBenchmark", C, "17");
        assertThat(CTwin.of(java(), twin)).isTrue();
        assertThat(CTwin.of(java("profile", "mono", "foreignShown", "often"), twin)).isTrue();
        assertThat(CTwin.of(java("pages", "8192"), twin)).isFalse();
        assertThat(CTwin.of(java("yesPercent", "0"), twin)).isFalse();
        assertThat(CTwin.of(java("design", "callback-per-page"), twin)).isFalse();
    }

    @Test
    void noTwinOfWhatCLeavesOut() {
        CellResult twin = cell("CPagemapCallbackBenchmark", C, "17");
        assertThat(CTwin.of(java("callbackCost", "100-steps"), twin)).isFalse();
        assertThat(CTwin.of(java("mix", "range"), twin)).isFalse();
    }

    @Test
    void noTwinOfAnotherBuildJdkOrBenchmark() {
        assertThat(CTwin.of(java(), cell("CPagemapCallbackBenchmark", with(C, "build", "retpoline"), "17"))).isFalse();
        assertThat(CTwin.of(java(), cell("CPagemapCallbackBenchmark", C, "25"))).isFalse();
        assertThat(CTwin.of(java(), cell("COwnerComparisonBenchmark", C, "17"))).isFalse();
        assertThat(CTwin.of(java(), java())).isFalse();
    }
}
