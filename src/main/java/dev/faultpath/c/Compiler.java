package dev.faultpath.c;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A C compiler, and the folder in which what it made is kept: by a hash of sources, flags and the compiler's version, so that each form is
 * compiled once a machine. Nobody but the user can write into that folder, as what lies there is loaded.
 */
final class Compiler {
    /** Environment variable that names the compiler; without it those of {@link #USUAL} are tried. */
    static final String VARIABLE = "CC";
    private static final List<String> USUAL = List.of("cc", "gcc", "clang");
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("----w--w-");
    private static final int SECONDS = 120;
    private static final int KEY_DIGITS = 16;

    private final List<String> command;
    private final String version;
    private final Path cache;

    private Compiler(List<String> command, String version, Path cache) {
        this.command = command;
        this.version = version;
        this.cache = cache;
    }

    /**
     * Finds the compiler: {@code CC} alone if it is set, else {@code cc}, {@code gcc} or {@code clang} on the path.
     *
     * @param environment of the process
     * @throws InputException if there is none, or no folder for what it makes
     */
    static Compiler find(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "").strip();
        for (String candidate : named.isEmpty() ? USUAL : List.of(named)) {
            List<String> command = List.of(candidate.split("\\s+"));
            try {
                Run run = run(command, List.of("--version"));
                if (run.exit == 0) {
                    return new Compiler(command, run.output.lines().findFirst().orElse(""), cache(environment));
                }
            } catch (IOException e) {
                // The next one.
            }
        }
        throw new InputException(named.isEmpty() ? "no C compiler (" + String.join(", ", USUAL) + ") on the path"
                : "the C compiler '" + named + "' that " + VARIABLE + " names cannot be run");
    }

    private static Path cache(Map<String, String> environment) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path folder = (caches.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches)).resolve("faultpath");
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN));
            }
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(folder);
            String user = System.getProperty("user.name");
            if (granted.stream().anyMatch(OTHERS::contains) || !Files.getOwner(folder).getName().equals(user)) {
                throw new InputException(folder + ": others can write there, so no compiled code is kept in it");
            }
            return folder;
        } catch (IOException | UnsupportedOperationException e) {
            throw new InputException(folder + ": no folder for compiled code can be made there");
        }
    }

    /** The first line of what the compiler says about itself. */
    String version() {
        return version;
    }

    boolean isClang() {
        return version.contains("clang");
    }

    /**
     * Compiles sources into one shared library, unless that was done before.
     *
     * @param sources text by file name; headers too
     * @param flags   what the compiler is given
     * @return the library
     * @throws InputException if it fails, with the first line of what the compiler says
     */
    Path compile(SortedMap<String, String> sources, List<String> flags) {
        Path made = cache.resolve(key(sources, flags) + ".so");
        if (Files.isRegularFile(made)) {
            return made;
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory(cache, "new-");
            List<String> arguments = new ArrayList<>(flags);
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Path file = Files.writeString(folder.resolve(source.getKey()), source.getValue());
                if (source.getKey().endsWith(".c")) {
                    arguments.add(file.toString());
                }
            }
            Path fresh = folder.resolve("new.so");
            arguments.addAll(List.of("-ldl", "-o", fresh.toString()));
            Run run = run(command, arguments);
            if (run.exit != 0) {
                String said = run.output.lines().filter(l -> l.contains("error")).findFirst()
                        .orElse(run.output.lines().findFirst().orElse("exit code " + run.exit));
                throw new InputException("the C compiler " + command.get(0) + " fails: " + said.replace(folder + "/", ""));
            }
            Files.move(fresh, made, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return made;
        } catch (IOException e) {
            throw InputException.because(cache + ": cannot be compiled in", e);
        } finally {
            Disk.delete(folder);
        }
    }

    /** What tells one library from another. */
    String key(SortedMap<String, String> sources, List<String> flags) {
        StringBuilder text = new StringBuilder(version).append('\n').append(String.join(" ", command)).append('\n')
                .append(String.join(" ", flags)).append('\n');
        sources.forEach((name, source) -> text.append(name).append('\n').append(source));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Sources that are in the jar.
     *
     * @param names file names
     */
    static SortedMap<String, String> sources(List<String> names) {
        SortedMap<String, String> sources = new TreeMap<>();
        for (String name : names) {
            try (InputStream in = Compiler.class.getResourceAsStream(name)) {
                sources.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("source " + name + " cannot be read", e);
            }
        }
        return sources;
    }

    private record Run(int exit, String output) {
    }

    private static Run run(List<String> command, List<String> arguments) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return new Run(process.exitValue(), output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException("stopped");
    }
}
