package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedTest {
    @TempDir
    Path folder;

    private Unfinished unfinished() {
        return new Unfinished(folder.resolve("results"), "run", ".jsonl", ".layouts");
    }

    @Test
    void aRunThatNeverBeganLeavesNoFolder() throws IOException {
        Unfinished unfinished = unfinished();
        Path file = unfinished.file(Instant.now(), "-smoke");
        Files.createDirectories(unfinished.beside(file));
        Files.createFile(unfinished.beside(file).resolve("x"));
        unfinished.discard(file);
        assertThat(folder).isEmptyDirectory();
        Path results = Files.createDirectory(folder.resolve("results"));
        unfinished().discard(file);
        assertThat(results).as("the user's own").isEmptyDirectory();
        Files.createDirectories(Unfinished.folder(results));
        Files.createFile(file);
        unfinished().discard(file);
        assertThat(file).exists();
    }

    @Test
    void whatKilledRunsLeaveAndNobodyCanResumeGoes() throws IOException {
        Path left = Files.createDirectories(Unfinished.folder(folder.resolve("results")));
        for (String name : List.of("a.layouts/x", "b.layouts/x", "c.layouts/x", "d.jars/x", "e.layouts/x")) {
            Files.createDirectories(left.resolve(name));
        }
        Files.writeString(left.resolve("b.jsonl"), "{plan}\n{fork}\n");
        Files.writeString(left.resolve("c.jsonl"), "{plan}\n");
        Files.writeString(left.resolve("f.jsonl"), "{plan}\n");
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        for (String name : List.of("a.layouts", "b.layouts", "c.layouts", "d.jars", "b.jsonl", "c.jsonl")) {
            Files.setLastModifiedTime(left.resolve(name), longAgo);
        }
        unfinished().sweep();
        assertThat(left.toFile().list()).containsExactlyInAnyOrder("b.layouts", "b.jsonl", "d.jars", "e.layouts", "f.jsonl");
        new Unfinished(folder.resolve("none"), "run", ".jsonl", ".layouts").sweep();
    }
}
