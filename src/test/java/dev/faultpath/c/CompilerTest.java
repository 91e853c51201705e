package dev.faultpath.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiler that is missing, or fails, is one line. */
class CompilerTest {
    @TempDir
    private Path folder;

    private Map<String, String> environment(String compiler) {
        return Map.of(Compiler.VARIABLE, compiler, "XDG_CACHE_HOME", folder.resolve("cache").toString());
    }

    private String script(String body) throws IOException {
        Path file = folder.resolve("compiler");
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }

    @Test
    void aMissingOneIsNamed() {
        assertThatThrownBy(() -> Compiler.find(environment("no-such-cc"))).isInstanceOf(InputException.class)
                .hasMessage("the C compiler 'no-such-cc' that CC names cannot be run");
    }

    @Test
    void oneThatFailsSaysWhyInOneLine() throws IOException {
        Compiler compiler = Compiler.find(environment(script("[ \"$1\" = --version ] && echo mine 1.0 && exit 0\n"
                + "echo 'a.c:1:1: error: no'\necho more\nexit 1\n")));
        assertThat(compiler.version()).isEqualTo("mine 1.0");
        assertThatThrownBy(() -> compiler.compile(new TreeMap<>(Map.of("a.c", "int a;")), List.of("-O2")))
                .isInstanceOf(InputException.class).hasMessageEndingWith("fails: a.c:1:1: error: no");
    }

    @Test
    void whatWasCompiledIsKeptBySourcesAndFlags() throws IOException {
        Compiler compiler = Compiler.find(environment(script("[ \"$1\" = --version ] && echo mine 1.0 && exit 0\n"
                + "while [ $# -gt 1 ]; do shift; done\necho library > \"$1\"\necho x >> " + folder.resolve("runs") + "\n")));
        TreeMap<String, String> sources = new TreeMap<>(Map.of("a.c", "int a;"));
        Path made = compiler.compile(sources, List.of("-O2"));
        assertThat(compiler.compile(sources, List.of("-O2"))).isEqualTo(made).isRegularFile();
        assertThat(compiler.compile(sources, List.of("-O1"))).isNotEqualTo(made);
        assertThat(Files.readAllLines(folder.resolve("runs"))).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.getParent()))).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatOthersCanWriteIsRefused() throws IOException {
        Path cache = Files.createDirectories(folder.resolve("cache/faultpath"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        String compiler = script("echo mine 1.0\n");
        assertThatThrownBy(() -> Compiler.find(environment(compiler))).isInstanceOf(InputException.class)
                .hasMessageContaining("others can write there");
    }

    @Test
    void buildsAreNamed() {
        assertThat(Build.parse("retpoline")).isEqualTo(Build.RETPOLINE);
        assertThatThrownBy(() -> Build.parse("fast")).isInstanceOf(InputException.class).hasMessageContaining("'fast'");
    }
}
