package dev.faultpath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void sharesAndChanges() {
        assertThat(Text.percent(0.1234)).isEqualTo("12.3 %");
        assertThat(Text.change(0.0301)).isEqualTo("+3.0 %");
        assertThat(Text.change(-0.0301)).isEqualTo("-3.0 %");
        assertThat(Text.change(-0.0001)).isEqualTo("0.0 %");
        assertThat(Text.change(0.0001)).isEqualTo("0.0 %");
    }

    @Test
    void linesBecomeOne() {
        assertThat(Text.oneLine(" a \r\n  b\n")).isEqualTo("a b");
        assertThat(Text.oneLine("abc\ndef", 5)).isEqualTo("abc d…");
        assertThat(Text.oneLine("a\tb\u001b[2J\u202ec\u0000")).isEqualTo("a b\ufffd[2J\ufffdc\ufffd");
    }
}
