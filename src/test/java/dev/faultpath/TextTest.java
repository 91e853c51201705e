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
    void pathsHaveNoFoldersAndUsersNoName() {
        assertThat(Text.impersonal("Error: /opt/some-one/a b: not found")).isEqualTo("Error: a b: not found");
        assertThat(Text.impersonal("(/x/y/lib.so) file:/x/y.jar, '~/my/own.layout' and C/D: no 3 ns/op, see a/b/c or /proc/sys/kernel/x"))
                .isEqualTo("(lib.so) file:y.jar, 'own.layout' and C/D: no 3 ns/op, see a/b/c or /proc/sys/kernel/x");
        assertThat(Text.impersonal(System.getProperty("user.home") + "/x/y: no " + System.getProperty("user.dir") + "/z"))
                .isEqualTo("y: no z");
        assertThat(Text.impersonal("design root-per-page")).isEqualTo("design root-per-page");
        assertThat(Text.impersonal("java.lang.OutOfMemoryError: Java heap space")).isEqualTo("java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void linesBecomeOne() {
        assertThat(Text.oneLine(" a \r\n  b\n")).isEqualTo("a b");
        assertThat(Text.oneLine("abc\ndef", 5)).isEqualTo("abc…");
        assertThat(Text.oneLine("abcdef", 5)).isEqualTo("abcde…");
        assertThat(Text.oneLine("a bcdefghij", 8)).as("a long word").isEqualTo("a bcdefg…");
        assertThat(Text.oneLine("abc def", 7)).isEqualTo("abc def");
        assertThat(Text.oneLine("a\tb\u001b[2J\u202ec\u0000")).isEqualTo("a b\ufffd[2J\ufffdc\ufffd");
    }
}
