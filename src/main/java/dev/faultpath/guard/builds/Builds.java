package dev.faultpath.guard.builds;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.forks.Hosting;
import dev.faultpath.run.Catalogue;
import dev.faultpath.run.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the jars of a guard run from what a user names: a jar, a git revision, or the present tree. Each is built in a folder of its
 * own, from sources alone, and copied to where the run keeps it; closing this removes the folders.
 */
public final class Builds implements AutoCloseable {
    /** Names the present tree, changes that are not committed included. */
    public static final String PRESENT = "worktree";

    /**
     * One of the two builds that a guard run compares.
     *
     * @param jar    its jar; a copy that nothing else touches while the run lasts
     * @param source where it came from, without paths: {@code revision v1.2}, {@code present tree}, {@code jar old.jar}
     * @param commit abbreviated commit; {@code unknown} for a jar
     */
    public record Build(Path jar, String source, String commit) {
    }

    private static final String MADE = "target/faultpath.jar";
    /** What the build reads of the project: two builds of the same sources are the same bytes. */
    private static final List<String> SOURCES = List.of("pom.xml", "src", "LICENSE");
    private static final int NAME_LENGTH = 9;

    private final Path home;
    private final Path kept;
    private final List<String> maven;
    private Path temp;
    private Process running;
    private boolean closed;

    /** Builds the project in {@code home}; puts jars into {@code kept}, which is made. */
    public Builds(Path home, Path kept) {
        this(home, kept, List.of("mvn", "-q", "-B", "-Dmaven.test.skip=true"));
    }

    /** As above; tests put a program of their own in the place of Maven. It is given {@code -o} first, and {@code package} last. */
    Builds(Path home, Path kept, List<String> maven) {
        this.home = home.toAbsolutePath();
        this.kept = kept;
        this.maven = maven;
    }

    /**
     * Makes a build.
     *
     * @param what a jar, a revision, or {@value #PRESENT}
     * @param name the build's part in the run, such as {@code baseline}, see {@link #jar}
     * @throws InputException if there is no such thing, it cannot be built, or what it gives is no jar of this suite
     */
    public Build make(String what, String name) throws InterruptedException {
        Path file = Path.of(what);
        if (Files.isRegularFile(file)) {
            return keep(file, name, "jar " + file.getFileName(), "unknown", what);
        }
        boolean present = what.equals(PRESENT);
        String source = present ? "present tree" : "revision " + what;
        String commit = present ? git("rev-parse", "--short=10", "HEAD").orElse("unknown") : commit(what);
        Path tree = temp().resolve(name);
        if (present) {
            if (!Files.exists(home.resolve("pom.xml"))) {
                throw new InputException(home + ": no project to build there (no pom.xml)");
            }
            SOURCES.stream().filter(part -> Files.exists(home.resolve(part))).forEach(part -> copy(home.resolve(part), tree.resolve(part)));
        } else {
            Path zip = temp().resolve(name + ".zip");
            if (git("archive", "--format=zip", "-0", "--output=" + zip, commit).isEmpty()) {
                throw new InputException(what + ": git cannot write what is in it");
            }
            try (FileSystem archive = FileSystems.newFileSystem(zip)) {
                copy(archive.getPath("/"), tree);
            } catch (IOException e) {
                throw InputException.because(zip + ": cannot be read", e);
            }
        }
        return keep(built(tree, (present ? "the " : "") + source), name, source, commit, what);
    }

    /**
     * Rejects what {@link #make} would reject before it builds.
     *
     * @throws InputException if there is no such jar or revision
     */
    public void require(String what) throws InterruptedException {
        if (Files.isRegularFile(Path.of(what))) {
            check(Path.of(what), what);
        } else if (!what.equals(PRESENT)) {
            commit(what);
        }
    }

    private String commit(String revision) throws InterruptedException {
        if (revision.endsWith(".jar")) {
            throw new InputException(revision + ": no such file");
        }
        return git("rev-parse", "--verify", "--quiet", "--short=10", "--end-of-options", revision + "^{commit}").orElseThrow(() ->
                new InputException(revision + ": neither a jar nor a revision of this project's git repository"
                        + Optional.ofNullable(Environment.Revision.of(home).refusal()).map(why -> ": " + why).orElse("")));
    }

    /**
     * Where the jar of a build is kept. Names are filled up to the same length: the class path stands on the command line of each fork,
     * and the length of a command line moves the stack, which alone can make one of two equal builds slower.
     *
     * @param kept folder of the run's jars
     * @param name the build's part in the run, at most {@value #NAME_LENGTH} characters
     */
    public static Path jar(Path kept, String name) {
        return kept.resolve(name + "-".repeat(NAME_LENGTH - name.length()) + ".jar");
    }

    private Build keep(Path jar, String name, String source, String commit, String what) {
        check(jar, what);
        Path target = jar(kept, name);
        try {
            Files.createDirectories(kept);
            Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw InputException.because(target + ": cannot be written", e);
        }
        return new Build(target, source, commit);
    }

    /** Rejects what is no jar of this suite. */
    private static void check(Path jar, String what) {
        Hosting.hostIn(jar, what);
        if (Catalogue.of(jar).entries().isEmpty()) {
            throw new InputException(what + ": a jar without benchmarks");
        }
    }

    private Path built(Path project, String what) throws InterruptedException {
        Result result = run(project, command(maven, "-o", "package"));
        if (result.code != 0 && result.out.contains("offline")) { // something is not here yet
            result = run(project, command(maven, "package"));
        }
        if (result.code != 0 || !Files.isRegularFile(project.resolve(MADE))) {
            throw new InputException(what + ": cannot be built: " + result.out.lines().filter(l -> l.contains("ERROR")).findFirst()
                    .orElse(result.code == 0 ? "no " + MADE + " came of it" : "the build ended with " + result.code)
                    .replace(project.toString(), "").trim());
        }
        return project.resolve(MADE);
    }

    private Optional<String> git(String... arguments) throws InterruptedException {
        Result result = run(home, command(List.of("git", "-C", home.toString()), arguments));
        return result.code == 0 ? Optional.of(result.out.trim()) : Optional.empty();
    }

    private static List<String> command(List<String> start, String... more) {
        return Stream.concat(start.stream(), Stream.of(more)).toList();
    }

    private record Result(int code, String out) {
    }

    private Result run(Path folder, List<String> command) throws InterruptedException {
        Process process;
        Path said;
        synchronized (this) {
            requireOpen();
            // A file, not a pipe: a grandchild that outlives an ended build would hold the pipe, and its reader with it.
            said = temp().resolve("said.log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            Path jdk = Path.of(System.getProperty("java.home"));
            if (Files.exists(jdk.resolve("bin").resolve("javac"))) {
                builder.environment().put("JAVA_HOME", jdk.toString());
            }
            // Set by a hook that runs this program, they would lead git to another repository.
            List.of("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE").forEach(builder.environment()::remove);
            try {
                process = builder.start();
            } catch (IOException e) {
                throw InputException.because(command.get(0) + ": cannot be started", e);
            }
            running = process;
        }
        try {
            process.getOutputStream().close();
            int code = process.waitFor();
            requireOpen(); // a build whose children were ended first may have come to a good end
            return new Result(code, new String(Files.readAllBytes(said), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InterruptedException("closed");
        } catch (InterruptedException e) {
            end(process);
            throw e;
        }
    }

    private synchronized void requireOpen() throws InterruptedException {
        if (closed) {
            throw new InterruptedException("closed");
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private synchronized Path temp() {
        if (temp == null) {
            Path made = Disk.temporaryFolder("faultpath-guard");
            try {
                temp = made.toRealPath();
            } catch (IOException e) {
                throw InputException.because(made + ": is not there any more", e);
            }
        }
        return temp;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path p : all.toList()) {
                Path target = to.resolve(from.relativize(p).toString());
                if (Files.isDirectory(p)) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(p, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw InputException.because(from + ": cannot be copied", e);
        } catch (UncheckedIOException e) {
            throw InputException.because(from + ": cannot be copied", e.getCause());
        }
    }

    /** Ends a build that runs and removes all folders; may be called from another thread, and more than once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (running != null && running.isAlive()) {
            end(running);
        }
        Disk.delete(temp);
        temp = null;
    }
}
