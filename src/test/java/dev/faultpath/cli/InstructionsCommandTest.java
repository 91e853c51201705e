package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Counts in real forks; where a system does not let it, the reason stands in the table. */
class InstructionsCommandTest {
    private static final Pattern COUNTED = Pattern.compile("design=(\\S+?),\\S+ on JDK \\d+ +([\\d,]+) +([\\d.]+) +(\\d+)");

    @Test
    void aCellHasItsCountInEveryFork() {
        CommandRun run = CommandRun.of("instructions", "--question", "Q3", "--design", "per-run", "--param", "pages=16", "--param",
                "placement=own", "--param", "layout=system-present", "--jdk", Integer.toString(Runtime.version().feature()), "--forks",
                "2", "--where");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("instr/op", "instr/page");
        Matcher counted = COUNTED.matcher(run.out());
        Assumptions.assumeThat(run.out()).as("ptrace").doesNotContain("does not let one process trace another");
        int cells = 0;
        while (counted.find()) {
            cells++;
            double instructions = Double.parseDouble(counted.group(2).replace(",", ""));
            assertThat(instructions).isBetween(100.0, 20_000.0);
            assertThat(Double.parseDouble(counted.group(3))).isBetween(instructions / 16 - 0.01, instructions / 16 + 0.01);
        }
        assertThat(cells).as(run.out()).isGreaterThanOrEqualTo(2);
        assertThat(run.out()).contains("dev.faultpath.", "(tier 4)");
    }

    @Test
    void badInputIsOneLine() {
        assertThat(CommandRun.of("instructions", "--forks", "0")).satisfies(r -> {
            assertThat(r.code()).isEqualTo(2);
            assertThat(r.err().strip()).isEqualTo("faultpath: --forks 0: expected at least 1");
        });
        assertThat(CommandRun.of("instructions", "--preset", "none").code()).isEqualTo(2);
    }
}
