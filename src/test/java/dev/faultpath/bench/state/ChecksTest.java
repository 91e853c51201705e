package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.bench.PagemapCallbackBenchmark;
import dev.faultpath.design.DesignsOnClassPath;
import dev.faultpath.design.callback.AccessCheck;
import dev.faultpath.design.callback.CallbackOracle;
import dev.faultpath.design.callback.CallbackOracle.Rounds;
import dev.faultpath.design.callback.driver.CallbackWork;
import dev.faultpath.model.Device;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PagemapCallback;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Param;

/** The states of the callback benchmark: pinned words, exact calls, receivers that agree. */
class ChecksTest {
    private static final List<String> DESIGNS = DesignsOnClassPath.names(AccessCheck.class);

    @Test
    void theBenchmarkRunsEveryDesignOnTheClassPath() throws NoSuchFieldException {
        String[] named = PagemapCallbackBenchmark.Design.class.getField("design").getAnnotation(Param.class).value();
        assertThat(named).containsExactlyInAnyOrderElementsOf(DESIGNS);
        assertThat(named[0]).isEqualTo("none");
    }

    private static long checksum(long[] words) {
        return LongStream.of(words).reduce(17, (sum, word) -> sum * 31 + word);
    }

    private static long words(CallbackState state, String design, ReceiverMix mix, int yesPercent) {
        Checks checks = new Checks(state, design, ReceiverProfile.MEGA, mix, yesPercent, CallbackWork.parse("0"));
        long sum = checksum(state.answer(checks.next()));
        for (int walk = 0; walk < 3; walk++) {
            // The body overwrites what it wrote: the second walk must give the words of the first, whoever is asked.
            assertThat(checksum(state.answer(checks.next()))).as(design).isEqualTo(sum);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "system-present, alternate:16:8, 100, 2229217618680201489, 6516139056706166833",
        "system-present, alternate:1:8, 50, 2123706077670891665, 2912754872362130481",
        "system-present, alternate:1:72, 50, 5218023587682202881, -4558070724010770315",
        "system-present, own, 100, 8507881308430909713, 8507881308430909713",
        "captured-jvm, one-in:1000:20250204, 0, -3905478135814312198, -3905478135814312198",
        "captured-jvm, alternate:2:8, 100, -1048331376851042031, 86628051897197617",
        "captured-jvm, random:60:8:3, 50, 390244238985910650, 4415729051712209992",
    })
    void everyDesignHasThePinnedWords(String layout, String placement, int yesPercent, long asked, long none) {
        CallbackState state = CallbackState.of(layout, 512, placement);
        for (String design : DESIGNS) {
            boolean nobody = CallbackOracle.of(design).answer() == CallbackOracle.Answer.NOBODY;
            for (ReceiverMix mix : ReceiverMix.values()) {
                assertThat(words(state, design, mix, yesPercent)).as(design + ", " + mix).isEqualTo(nobody ? none : asked);
            }
        }
        Checks.Counts ignored = new Checks(state, "none", ReceiverProfile.MONO, ReceiverMix.NONE, 100, CallbackWork.parse("0")).count();
        assertThat(ignored.calls()).isZero();
        assertThat(checksum(state.pfns)).as("owner only").isEqualTo(none);
        state.pfns[state.pages / 2]++;
        assertThat(checksum(state.pfns)).as("one word that differs").isNotEqualTo(none);
    }

    /** In closed form, where runs of pages go round the pagemaps. */
    @ParameterizedTest
    @ValueSource(strings = {"own", "alternate:1:2", "alternate:2:2", "alternate:1:8", "alternate:2:8", "alternate:16:8",
        "alternate:512:8", "alternate:1:72", "alternate:16:72", "clique:16:8"})
    void theCallsAreWhatTheLayoutImplies(String placement) {
        int pages = 8192;
        CallbackState state = CallbackState.of("system-present", pages, placement);
        String[] part = placement.split(":");
        boolean oneOwner = !part[0].equals("alternate");
        int run = oneOwner ? pages : Integer.parseInt(part[1]);
        int devices = oneOwner ? 1 : Integer.parseInt(part[2]);
        Rounds rounds = Rounds.of(pages, run, devices);
        for (String design : DESIGNS) {
            CallbackOracle row = CallbackOracle.of(design);
            Checks.Counts counts = new Checks(state, design, ReceiverProfile.MONO, ReceiverMix.NONE, 50, CallbackWork.parse("0")).count();
            long calls = row.calls().applyAsLong(rounds);
            assertThat(counts.firstWalkCalls()).as(design + ", first walk").isEqualTo(calls);
            assertThat(counts.calls()).as(design).isEqualTo(row.asks() == CallbackOracle.Asks.EVERY_WALK ? calls : 0);
            assertThat(counts.distances()).as(design + ", distances")
                    .isEqualTo(row.answer() == CallbackOracle.Answer.CORE ? rounds.foreignPagemaps() : 0);
            assertThat(counts.firstWalkDistances()).isEqualTo(counts.distances());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 99, 100})
    void allDriversGiveTheSameAnswers(int percent) {
        CallbackState state = CallbackState.of("system-present", 512, "alternate:1:72");
        boolean[] reached = Receivers.spread(72, 0, percent);
        Receivers receivers = new Receivers(0, reached, CallbackWork.parse("0"));
        Device client = state.model().memory().devices().get(0);
        for (Pagemap pagemap : state.model().memory().pagemaps()) {
            for (PagemapCallback callback : receivers.callbacks()) {
                assertThat(callback.mayAccess(client, pagemap)).isEqualTo(reached[pagemap.device().id()]);
            }
        }
        assertThat(receivers.callbacks().stream().map(Object::getClass).distinct()).hasSize(ReceiverProfile.MEGA.receivers());
    }

    @Test
    void theShareOfYesIsSpreadEvenly() {
        assertThat(Receivers.spread(5, 0, 50)).containsExactly(true, false, true, false, true);
        assertThat(Receivers.spread(5, 0, 0)).containsExactly(true, false, false, false, false);
        assertThat(Receivers.spread(5, 2, 100)).containsOnly(true);
        boolean[] third = Receivers.spread(72, 0, 33);
        assertThat(Arrays.asList(new Integer[] {count(third)})).containsExactly(1 + 71 * 33 / 100);
        assertThatThrownBy(() -> Receivers.spread(2, 0, 101)).hasMessageContaining("101");
    }

    private static int count(boolean[] flags) {
        int n = 0;
        for (boolean flag : flags) {
            n += flag ? 1 : 0;
        }
        return n;
    }

    @Test
    void mixesPutEveryReceiverOfTheProfileInPlace() {
        CallbackState state = CallbackState.of("system-present", 64, "alternate:1:8");
        Checks range = new Checks(state, "callback-per-page", ReceiverProfile.MEGA, ReceiverMix.RANGE, 100, CallbackWork.parse("0"));
        PagemapCallback first = answering(state, range);
        assertThat(List.of(answering(state, range), answering(state, range))).doesNotContain(first).doesNotHaveDuplicates();
        assertThat(answering(state, range)).as("in turn").isSameAs(first);
        for (ReceiverMix mix : List.of(ReceiverMix.NONE, ReceiverMix.PAGEMAP)) {
            Checks one = new Checks(state, "callback-per-page", ReceiverProfile.MEGA, mix, 100, CallbackWork.parse("0"));
            assertThat(answering(state, one)).isSameAs(answering(state, one));
            assertThat(Arrays.stream(state.model().memory().pagemaps()).map(Pagemap::callback).distinct())
                    .hasSize(mix == ReceiverMix.NONE ? 1 : ReceiverProfile.MEGA.receivers());
        }
    }

    /** Who answers for the first pagemap in the next walk. */
    private static PagemapCallback answering(CallbackState state, Checks checks) {
        checks.next();
        return state.model().memory().pagemaps()[0].callback();
    }

    @ParameterizedTest
    @EnumSource
    void foreignPagesAreShownAsOftenAsTheNameSays(ForeignShown shown) {
        assertThat(ForeignShown.parse(shown.name().toLowerCase(Locale.ROOT))).isSameAs(shown);
        long walks = IntStream.range(0, 7000).filter(shown::walksForeign).count();
        assertThat(walks * 7.0 / 8 / 7000).isEqualTo(switch (shown) {
            case OFTEN -> 7.0 / 8;
            case RARE -> 0.001;
            case NEVER -> 0.0;
        });
        assertThatThrownBy(() -> ForeignShown.parse("seldom")).hasMessageContaining("often, rare or never");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10-steps", "100-steps", "miss"})
    void everyCostBuildsAState(String cost) {
        CallbackState state = CallbackState.of("system-present", 16, "alternate:1:2");
        Checks checks = Checks.afterShowing(state, "callback-last-pagemap", ReceiverProfile.BI, ReceiverMix.RANGE, ForeignShown.RARE, 100,
                cost);
        assertThat(state.answer(checks.next())).doesNotContain(0);
    }
}
