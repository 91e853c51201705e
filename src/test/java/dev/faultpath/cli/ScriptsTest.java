package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in projects that lie in odd places, with programs that only say how they were called in the place of java and mvn. */
@EnabledOnOs(OS.LINUX)
class ScriptsTest {
    @TempDir
    Path folder;
    private Path tools;

    @BeforeEach
    void tools() throws IOException {
        tools = folder.toRealPath().resolve("tools");
        program(tools.resolve("jdk/bin/java"), "echo java \"$@\" in ${LC_ALL:-no locale}");
        program(tools.resolve("jdk/bin/javac"), "");
        program(tools.resolve("bin/mvn"), "echo mvn in $PWD");
        Files.writeString(tools.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** A project with our scripts and a jar that is up to date. */
    private Path project(String name) throws IOException {
        Path project = Files.createDirectories(folder.toRealPath().resolve(name));
        Files.createDirectories(project.resolve("src/main"));
        Files.createDirectories(project.resolve("scripts"));
        for (String script : List.of("common.sh", "faultpath", "bench", "guard", "test")) {
            Files.copy(Path.of("scripts", script), project.resolve("scripts").resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(project.resolve("pom.xml"), "");
        Files.createDirectories(project.resolve("target"));
        try (OutputStream out = Files.newOutputStream(project.resolve("target/faultpath.jar"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("x"));
        }
        return project;
    }

    private CommandRun run(Path script, String locale) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "list").directory(folder.toFile());
        builder.environment().put("JAVA_HOME", tools.resolve("jdk").toString());
        builder.environment().put("PATH", tools.resolve("bin") + ":/usr/bin:/bin");
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandRun(process.waitFor(), out, new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void theProjectIsThatOfTheScriptWhateverLinksLeadThere() throws Exception {
        Path project = project("pro ject");
        Path scripts = Files.createSymbolicLink(folder.resolve("linked"), project.resolve("scripts"));
        Path script = Files.createSymbolicLink(folder.resolve("fp"), scripts.resolve("faultpath"));
        for (Path start : List.of(project.resolve("scripts/faultpath"), scripts.resolve("faultpath"), script)) {
            CommandRun run = run(start, "C.UTF-8");
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("-Dfaultpath.home=" + project + " ", "-jar " + project + "/target/faultpath.jar list");
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createDirectory(other.resolve("scripts"));
        for (String name : List.of("common.sh", "faultpath")) {
            Files.copy(Path.of("scripts", name), other.resolve("scripts").resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        CommandRun none = run(other.resolve("scripts/faultpath"), "C.UTF-8");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).hasLineCount(1).startsWith("faultpath: '").contains("there is no pom.xml");
    }

    @Test
    void aColonInThePathIsRefused() throws Exception {
        Path project = project("a:b");
        for (String script : List.of("faultpath", "bench", "guard", "test")) {
            CommandRun run = run(project.resolve("scripts").resolve(script), "C.UTF-8");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).hasLineCount(1).startsWith(script + ": the project lies in '" + project + "'");
        }
    }

    @Test
    void aJarThatWasCutOffIsBuiltAnew() throws Exception {
        Path project = project("project");
        Path jar = project.resolve("target/faultpath.jar");
        assertThat(run(project.resolve("scripts/faultpath"), "C.UTF-8").err()).isEmpty();
        byte[] whole = Files.readAllBytes(jar);
        for (int size : new int[] {0, 10, 22, whole.length / 2, whole.length - 1}) {
            Files.write(jar, java.util.Arrays.copyOf(whole, size));
            assertThat(run(project.resolve("scripts/faultpath"), "C.UTF-8").err())
                    .isEqualTo("building target/faultpath.jar\nmvn in " + project + "\n");
        }
    }

    @Test
    void javaFindsNamesOfAnyLetters() throws Exception {
        Path project = project("project");
        assertThat(run(project.resolve("scripts/faultpath"), "C").out()).endsWith("list in C.UTF-8\n");
        assertThat(run(project.resolve("scripts/faultpath"), "C.UTF-8").out()).endsWith("list in C.UTF-8\n");
    }
}
