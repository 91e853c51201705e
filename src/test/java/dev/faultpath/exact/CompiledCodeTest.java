package dev.faultpath.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledCodeTest {
    private static final String LIST = """
            1379 4 2 a.B.loop([Ljava/lang/String;)V [0x00007f22fcf34b90, 0x00007f22fcf34d00 - 0x00007f22fcf34f78]
            1376 4 0 a.B.loop([Ljava/lang/String;)V [0x00007f22fcf37190, 0x00007f22fcf37300 - 0x00007f22fcf373b8]
            1375 2 2 a.B.early(I)I [0x00007f22f563ea90, 0x00007f22f563ec20 - 0x00007f22f563ed50]
            1200 4 0 a.C$$Lambda$109/0x00007fcdfd0938f0.apply(Ljava/lang/Object;)Ljava/lang/Object; [0x10, 0x20 - 0x30]
            1201 4 0 b.LambdaForm$MH/0x0000000056059800.invoke(I)I [0x70, 0x80 - 0x90]
            77 0 0 java.lang.Object.hashCode()I (native) [0x40, 0x50 - 0x60]
            nothing of the kind
            """;

    @Test
    void methodsAreFoundByAddress() {
        CompiledCode code = CompiledCode.of(LIST);
        assertThat(code.methods()).extracting(CompiledCode.Method::name).contains("a.B.loop", "a.B.early", "a.C$$Lambda.apply",
                "b.LambdaForm$MH.invoke");
        assertThat(code.at(0x00007f22fcf34d00L)).isEqualTo(
                new CompiledCode.Method("a.B.loop", 4, 0x00007f22fcf34d00L, 0x00007f22fcf34f78L, false));
        assertThat(code.at(0x00007f22fcf34f78L)).as("behind its end").isNull();
    }

    @Test
    void theFormIsTheSizesOfLastTierCodeAndHasNothingOfTheRunInIt() {
        assertThat(CompiledCode.of(LIST).form("a\\.", CompiledCode.NONE)).as("what other code has replaced is not in it")
                .isEqualTo("a.B.loop 184, a.C$$Lambda.apply 16");
        assertThat(CompiledCode.of(LIST).form("c\\.", CompiledCode.NONE)).isEmpty();
        CompiledCode earlier = CompiledCode.of(LIST.replaceAll("4 2 a\\.B\\.loop", "4 0 a.B.loop"));
        assertThat(CompiledCode.of(LIST).form("a\\.", earlier)).as("replaced after it was timed")
                .isEqualTo("a.B.loop 184+632, a.C$$Lambda.apply 16");
    }

    @Test
    void codeIsNewIfItStandsElsewhereOrIsOfAMethodThatHadNone() {
        CompiledCode code = CompiledCode.of(LIST);
        assertThat(code.newSince(code, "a\\.")).isZero();
        assertThat(code.newSince(CompiledCode.NONE, "a\\.")).as("last tier only").isEqualTo(3);
        assertThat(code.newSince(CompiledCode.of(LIST.replace("0x00007f22fcf373b8", "0x00007f22fcf373b0")), "a\\.")).isEqualTo(1);
        assertThat(code.newSince(CompiledCode.NONE, "c\\.")).isZero();
    }

    @Test
    void threadsAreFoundInTheDumpsOfBothJdks() {
        String dump = """
                "main" #1 prio=5 os_prio=0 cpu=518.40ms elapsed=1.12s tid=0x00007f230c018040 nid=0x7ab3 waiting on condition  [0x0]
                "a.B.c-jmh-worker-1" #30 [31432] daemon prio=5 os_prio=0 cpu=1.27ms tid=0x00007fb8dc02aa70 nid=31432 runnable  [0x0]
                """;
        assertThat(CompiledCode.thread("main", dump)).isEqualTo(0x7ab3);
        assertThat(CompiledCode.thread("-jmh-worker-1", dump)).isEqualTo(31432);
        assertThat(CompiledCode.thread("-jmh-worker-2", dump)).isZero();
    }

    @Test
    void thisJvmHasCodeAndThreads() {
        assertThat(CompiledCode.now().methods()).isNotEmpty();
        assertThat(CompiledCode.thread(Thread.currentThread().getName())).isPositive();
        assertThat(List.of(CompiledCode.now().form("java\\.", CompiledCode.NONE))).isNotEmpty();
    }
}
