package dev.faultpath.guard.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.forks.Cell;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planted: a call in benchmark methods, and nothing else. */
class PlantedDelayTest {
    @TempDir
    Path folder;

    private static Object run(Path jar) throws Exception {
        // The toy suite has the names of the real one: its classes must come from the jar alone.
        URL[] urls = {jar.toUri().toURL()};
        try (URLClassLoader own = new URLClassLoader(urls, new Harness())) {
            Class<?> state = own.loadClass("dev.faultpath.bench.WalkState");
            Class<?> benchmark = own.loadClass("dev.faultpath.bench.RangeWalkBenchmark");
            Object pfns = benchmark.getMethod("hashed", state)
                    .invoke(benchmark.getConstructor().newInstance(), state.getConstructor().newInstance());
            return ((long[]) pfns)[0];
        }
    }

    /** The JDK and JMH, but none of this project. */
    private static final class Harness extends ClassLoader {
        Harness() {
            super(PlantedDelayTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.faultpath.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @Test
    void aBuildWithPlantedDelaysGivesTheSameAnswersAndIsNoEqualBuild() throws Exception {
        Path jar = new TestJar().write(folder.resolve("a.jar"));
        byte[] before = Files.readAllBytes(jar);
        Path planted = folder.resolve("b.jar");
        PlantedDelay.plant(jar, planted);
        assertThat(jar).hasBinaryContent(before);
        assertThat(run(planted)).isEqualTo(run(jar)).isEqualTo(1L);
        System.setProperty("faultpath.plantedTokens", "50");
        try {
            assertThat(run(planted)).isEqualTo(1L);
        } finally {
            System.clearProperty("faultpath.plantedTokens");
        }
        assertThat(PlantedDelay.argument(50)).isEqualTo("-Dfaultpath.plantedTokens=50");
    }

    @Test
    void onlyBenchmarksChange() throws IOException {
        Path jar = new TestJar().write(folder.resolve("a.jar"));
        Path planted = folder.resolve("b.jar");
        PlantedDelay.plant(jar, planted);
        Cell cell = new Cell("dev.faultpath.bench.RangeWalkBenchmark.hashed", new TreeMap<>(), "17", "1m");
        assertThat(new BuildCode(planted).hashes(cell)).isNotEqualTo(new BuildCode(jar).hashes(cell));
        try (var a = new java.util.zip.ZipFile(jar.toFile()); var b = new java.util.zip.ZipFile(planted.toFile())) {
            for (var entry : java.util.Collections.list(a.entries())) {
                boolean same = b.getEntry(entry.getName()).getCrc() == entry.getCrc();
                assertThat(same).as(entry.getName()).isEqualTo(!entry.getName().endsWith("RangeWalkBenchmark.class"));
            }
            assertThat(b.size()).isEqualTo(a.size() + 1);
        }
    }
}
