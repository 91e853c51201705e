package dev.faultpath.guard.builds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultpath.InputException;
import dev.faultpath.guard.builds.Builds.Build;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds from a small repository; a shell script stands for Maven and packs what the tree names. */
class BuildsTest {
    @TempDir
    Path folder;
    private Path home;
    private Path kept;
    private Builds builds;

    @BeforeEach
    void repository() throws IOException, InterruptedException {
        home = Files.createDirectory(folder.resolve("home"));
        kept = folder.resolve("kept");
        git("init", "-q", "-b", "main");
        Files.writeString(home.resolve("pom.xml"), "good");
        Files.createDirectory(home.resolve("src"));
        Files.writeString(home.resolve("src").resolve("text"), "one");
        commit("v1");
        Files.writeString(home.resolve("pom.xml"), "broken");
        commit("bad");
        Files.writeString(home.resolve("pom.xml"), "good");
        Path jar = new TestJar().source("dev.faultpath.forks.ForkHost", "public class ForkHost { }").write(folder.resolve("made.jar"));
        Path script = folder.resolve("mvn");
        Files.writeString(script, "case \"$(cat pom.xml)\" in broken) echo '[ERROR] it does not compile'; exit 1;;"
                + " slow) touch '" + folder.resolve("slow") + "'; sleep 600;;"
                + " online) if [ \"$1\" = -o ]; then echo 'cannot: offline mode'; exit 1; fi;; esac\n"
                + "ls > '" + folder.resolve("held") + "' && mkdir -p target && cp '" + jar + "' target/faultpath.jar && "
                + "echo \"$*\" > '" + folder.resolve("asked") + "'\n");
        builds = new Builds(home, kept, List.of("sh", script.toString()));
    }

    @AfterEach
    void close() {
        builds.close();
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("git", "-C", home.toString(), "-c", "user.name=t", "-c", "user.email=t@example.org"),
                Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
    }

    private void commit(String tag) throws IOException, InterruptedException {
        git("add", "-A");
        git("commit", "-q", "-m", tag);
        git("tag", tag);
    }

    private void nothingIsLeft() throws IOException {
        builds.close();
        try (Stream<Path> trees = Files.exists(home.resolve(".git/worktrees")) ? Files.list(home.resolve(".git/worktrees"))
                : Stream.empty()) {
            assertThat(trees).isEmpty();
        }
    }

    @Test
    void aRevisionIsBuiltInAFolderOfItsOwn() throws Exception {
        Build build = builds.make("v1", "baseline");
        assertThat(build.jar()).isEqualTo(Builds.jar(kept, "baseline")).exists();
        assertThat(Builds.jar(kept, "candidate").toString()).hasSameSizeAs(build.jar().toString());
        assertThat(build.source()).isEqualTo("revision v1");
        assertThat(build.commit()).matches("[0-9a-f]{10}");
        assertThat(home.resolve("target")).doesNotExist();
        nothingIsLeft();
        assertThat(build.jar()).exists();
    }

    @Test
    void aShallowDirtyCheckoutAndATagDo() throws Exception {
        Path shallow = folder.resolve("shallow");
        git("clone", "-q", "--depth", "1", home.toUri().toString(), shallow.toString());
        Files.writeString(shallow.resolve("src").resolve("text"), "changed");
        try (Builds own = new Builds(shallow, kept, List.of("sh", folder.resolve("mvn").toString()))) {
            Files.writeString(shallow.resolve("pom.xml"), "good");
            assertThat(own.make("worktree", "candidate").source()).isEqualTo("present tree");
            assertThatThrownBy(() -> own.make("v1", "baseline")).isInstanceOf(InputException.class)
                    .hasMessageContaining("neither a jar nor a revision");
        }
        assertThat(builds.make("v1", "baseline").source()).isEqualTo("revision v1");
    }

    @Test
    void whatLooksLikeAnOptionIsNoRevision() {
        for (String option : List.of("--all", "-h", "--output=x", "--git-dir=/")) {
            assertThatThrownBy(() -> builds.make(option, "baseline")).isInstanceOf(InputException.class)
                    .hasMessageContaining("neither a jar nor a revision");
        }
    }

    @Test
    void thePresentTreeIsBuiltWithItsChangesAndLeftAlone() throws Exception {
        Files.writeString(home.resolve("src").resolve("new"), "not committed");
        Files.writeString(home.resolve("LICENSE"), "packed too");
        Build build = builds.make(Builds.PRESENT, "candidate");
        assertThat(build.source()).isEqualTo("present tree");
        assertThat(folder.resolve("held")).hasContent("LICENSE\npom.xml\nsrc");
        assertThat(home.resolve("target")).doesNotExist();
        nothingIsLeft();
    }

    @Test
    void whatIsNotHereYetIsFetched() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "online");
        builds.make(Builds.PRESENT, "candidate");
        assertThat(Files.readString(folder.resolve("asked")).trim()).isEqualTo("package");
        builds.make("v1", "baseline");
        assertThat(Files.readString(folder.resolve("asked")).trim()).isEqualTo("-o package");
    }

    @Test
    void aJarIsCopied() throws Exception {
        Build build = builds.make(folder.resolve("made.jar").toString(), "baseline");
        assertThat(build.source()).isEqualTo("jar made.jar");
        assertThat(build.jar()).hasSameBinaryContentAs(folder.resolve("made.jar"));
    }

    @Test
    void aBuildThatFailsIsOneLineAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> builds.make("bad", "baseline")).isInstanceOf(InputException.class)
                .hasMessage("revision bad: cannot be built: [ERROR] it does not compile");
        nothingIsLeft();
    }

    /** The other build may take minutes, and so may this one. */
    @Test
    void whatIsRequiredIsNotBuilt() throws Exception {
        builds.require("v1");
        builds.require(Builds.PRESENT);
        builds.require(folder.resolve("made.jar").toString());
        for (String none : List.of("no-such-revision", "--help", "no.jar", Files.writeString(folder.resolve("x.jar"), "x").toString())) {
            assertThatThrownBy(() -> builds.require(none)).isInstanceOf(InputException.class).hasMessageStartingWith(none + ": ");
        }
        assertThat(folder.resolve("asked")).doesNotExist();
        assertThat(kept).doesNotExist();
    }

    @Test
    void whatCannotBeABuildIsNamed() throws Exception {
        assertThatThrownBy(() -> builds.make("no-such-revision", "baseline")).isInstanceOf(InputException.class)
                .hasMessage("no-such-revision: neither a jar nor a revision of this project's git repository");
        assertThatThrownBy(() -> builds.make("--help", "baseline")).isInstanceOf(InputException.class)
                .hasMessageContaining("neither a jar");
        assertThatThrownBy(() -> builds.make("none.jar", "baseline")).isInstanceOf(InputException.class)
                .hasMessage("none.jar: no such file");
        Path text = Files.writeString(folder.resolve("text.jar"), "text");
        assertThatThrownBy(() -> builds.make(text.toString(), "baseline")).hasMessageContaining("no jar that can be read");
        Path other = new TestJar().write(folder.resolve("other.jar"));
        assertThatThrownBy(() -> builds.make(other.toString(), "baseline")).hasMessageContaining("no faultpath jar");
        assertThat(kept).doesNotExist();
    }

    @Test
    void closingEndsABuildThatRuns() throws Exception {
        Files.writeString(home.resolve("pom.xml"), "slow");
        commit("slow");
        CountDownLatch ended = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try {
                builds.make("slow", "baseline");
            } catch (InterruptedException | InputException e) {
                ended.countDown();
            }
        });
        thread.start();
        while (!Files.exists(folder.resolve("slow"))) {
            assertThat(thread.isAlive()).isTrue();
            Thread.sleep(20);
        }
        builds.close();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        nothingIsLeft();
    }
}
