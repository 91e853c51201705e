package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuardHostsTest {
    @Test
    void forksGetThePlansArgumentsAndTheirOwn() {
        assertThat(GuardHosts.args(List.of("-XX:-BackgroundCompilation"), "-Down=1")).hasSize(3)
                .startsWith("-XX:-BackgroundCompilation").endsWith("-Down=1").anyMatch(a -> a.matches("-XX:ActiveProcessorCount=[1-9]\\d*"));
        assertThat(GuardHosts.args(List.of(), null)).singleElement().asString().startsWith("-XX:ActiveProcessorCount=");
    }
}
