package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountedTest {
    private static final CompiledCode CODE = new CompiledCode(List.of(new CompiledCode.Method("A.a", 4, 0x100, 0x200, true),
            new CompiledCode.Method("B.b", 3, 0x200, 0x280, true)));

    @Test
    void equalOperationsShareThePeriod() {
        Counted counted = Counted.of(List.of("counted 300 2 605 1500000000", "at 100 8", "at 210 2", "at 400 2", "end")).in(CODE);
        assertThat(counted.instructions()).isEqualTo(150);
        assertThat(counted.equal()).isTrue();
        assertThat(counted.steps()).isEqualTo(605);
        assertThat(counted.seconds()).isEqualTo(1.5);
        assertThat(counted.failure()).isNull();
        assertThat(counted.byMethod()).containsExactlyInAnyOrderEntriesOf(Map.of("A.a (tier 4)", 4.0, "B.b (tier 3)", 1.0,
                "interpreter, stubs and the JVM", 1.0));
        assertThat(counted.reached()).containsExactly("A.a 256", "B.b 128");
    }

    @Test
    void operationsThatDifferHaveAMeanAndEnds() {
        Counted counted = Counted.of(List.of("varies 90 100 120 5 700 1000000000", "at 100 14", "end")).in(CODE);
        assertThat(counted.instructions()).isEqualTo(100);
        assertThat(counted.least()).isEqualTo(90);
        assertThat(counted.most()).isEqualTo(120);
        assertThat(counted.equal()).isFalse();
        assertThat(counted.byMethod()).containsExactly(Map.entry("A.a (tier 4)", 2.0)); // in 7 operations
        assertThat(counted.reached()).containsExactly("A.a 256");
    }

    /** Something that grows with every second operation is slower than the loop's own counter, which is that of the operations that ran. */
    @Test
    void theLoopsOwnCounterIsTheOneThatEndsWithIt() {
        List<String> lines = List.of("counted 300 1 605 1500000000", "counter 1 7000", "counter 1 9990", "counter 2 10000", "at 100 8",
                "end");
        Counted counted = Counted.of(lines).in(CODE);
        assertThat(counted.instructions()).as("the slowest").isEqualTo(300);
        for (long ran : new long[] {10_000, 10_001, 10_002}) {
            assertThat(counted.after(ran).instructions()).isEqualTo(150);
            assertThat(counted.after(ran).operations()).isEqualTo(2);
            assertThat(counted.after(ran).byMethod()).containsExactly(Map.entry("A.a (tier 4)", 4.0));
        }
        assertThat(counted.after(9_991)).as("the slowest it is").isEqualTo(counted);
        assertThat(counted.after(9_999)).as("one of them may have").isEqualTo(counted);
        assertThat(counted.after(20_000)).as("the loop ran on").isEqualTo(counted);
        assertThat(counted.after(6_999).failure()).as("a page's number grows too")
                .isEqualTo("what grew with operations was not their number");
        assertThat(Counted.of(List.of("counted 300 1 605 1500000000", "end")).after(10_000).instructions()).isEqualTo(300);
    }

    @Test
    void whatIsUnsureIsKnownOnlyByHowManyOperationsRan() {
        Counted counted = Counted.of(List.of("unsure 300 1 605 1500000000", "counter 1 9990", "counter 2 10000", "at 100 8", "end"));
        assertThat(counted.failure()).startsWith("operations take so much longer");
        assertThat(counted.after(20_000).failure()).isEqualTo(counted.failure());
        assertThat(counted.after(9_990).failure()).isNull();
        assertThat(counted.after(9_990).instructions()).isEqualTo(300);
        assertThat(counted.after(10_001).instructions()).isEqualTo(150);
    }

    @Test
    void whatWasNotTheNumberOfOperationsThatDifferFails() {
        Counted counted = Counted.of(List.of("varies 90 100 120 5 700 1000000000", "counter 7 500", "counter 14 1000", "end"));
        assertThat(counted.after(501).failure()).isNull();
        assertThat(counted.after(1_001).failure()).isEqualTo("what grew with operations was not their number, and they differ");
    }

    @Test
    void whatEndsOrFailsSaysWhy() {
        assertThat(Counted.of(List.of()).failure()).isEqualTo("the process that counts ended");
        assertThat(Counted.of(List.of("failed the thread has ended", "end")).failure()).isEqualTo("the thread has ended");
    }

    @Test
    void codeThatWasCompiledAgainIsNamed() {
        Counted counted = Counted.of(List.of("counted 300 2 605 1500000000", "at 100 298", "at 210 2", "end")).in(CODE);
        CompiledCode other = new CompiledCode(List.of(new CompiledCode.Method("A.a", 4, 0x100, 0x200, true),
                new CompiledCode.Method("B.b", 4, 0x900, 0x980, true)));
        assertThat(counted.changed(CODE, "A.")).isEmpty();
        assertThat(counted.changed(other, "B.")).containsExactly("B.b (tier 3)");
        assertThat(counted.changed(other, "A.")).as("a library's that holds 2 of 300").isEmpty();
        Counted more = Counted.of(List.of("counted 300 2 605 1500000000", "at 100 290", "at 210 10", "end")).in(CODE);
        assertThat(more.changed(other, "A.")).containsExactly("B.b (tier 3)");
    }
}
