package dev.faultpath.machine;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An installed JDK, its feature version such as {@code "17"} and its folder. */
public record Jdk(String feature, Path home) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d{1,4})(?!\\d)[^\"]*\"");

    /** Of a JDK that was put together from parts, what JMH cannot do without. */
    private static final List<String> NEEDED = List.of("java.management", "jdk.unsupported");
    private static final Pattern MODULES = Pattern.compile("MODULES=\"([^\"]*)\"");

    /** The program that starts a JVM. */
    public Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** The JDK that this program itself runs on. */
    public static Jdk current() {
        return new Jdk(Integer.toString(Runtime.version().feature()), Path.of(System.getProperty("java.home")));
    }

    /**
     * Finds the JDKs a user asked for.
     *
     * @param wanted feature versions ({@code 17}) or folders; none means the one this program runs on
     * @return in the order asked for
     * @throws InputException if one is not installed, a folder holds none, one is older than 17 or lacks parts, or two have the same
     *     version
     */
    public static List<Jdk> find(List<String> wanted) {
        return find(wanted, installed(System.getenv(), Path.of("/")));
    }

    static List<Jdk> find(List<String> wanted, List<Jdk> installed) {
        if (wanted.isEmpty()) {
            return List.of(current());
        }
        Map<String, Jdk> found = new LinkedHashMap<>();
        for (String text : wanted) {
            Jdk jdk;
            if (text.isBlank()) {
                throw new InputException("--jdk " + String.join(",", wanted) + ": an empty value");
            }
            if (text.matches("\\d+")) {
                jdk = current().feature().equals(text) ? current() : installed.stream().filter(j -> j.feature().equals(text))
                        .findFirst().orElseThrow(() -> new InputException("no JDK " + text + " is installed here; found "
                                + installed.stream().map(Jdk::feature).distinct().collect(Collectors.joining(", "))
                                + "; give its folder, or set JDK_" + text));
            } else {
                jdk = at(Path.of(text));
                if (jdk == null) {
                    throw new InputException(text + ": no JDK there (no bin/java, or no file 'release' that names its version)");
                }
            }
            if (Integer.parseInt(jdk.feature()) < 17) {
                throw new InputException("JDK " + jdk.feature() + " is too old: the suite needs 17 or newer");
            }
            jdk.requireModules();
            Jdk other = found.putIfAbsent(jdk.feature(), jdk);
            if (other != null && !other.home().equals(jdk.home())) {
                throw new InputException("two JDKs of version " + jdk.feature() + " were named; a result file holds one");
            }
        }
        return List.copyOf(found.values());
    }

    /** JDKs named by the environment and in the usual folders, below the given root. */
    static List<Jdk> installed(Map<String, String> environment, Path root) {
        Set<Path> homes = new LinkedHashSet<>();
        environment.entrySet().stream().filter(e -> e.getKey().matches("JAVA_HOME|JDK_\\d+|JAVA_\\d+_HOME|JAVA_HOME_\\d+.*"))
                .sorted(Map.Entry.comparingByKey()).forEach(e -> path(e.getValue()).ifPresent(homes::add));
        List<Path> parents = new ArrayList<>(List.of(root.resolve("usr/lib/jvm"), root.resolve("usr/java"), root.resolve("opt"),
                root.resolve("opt/java")));
        Optional.ofNullable(environment.get("HOME")).flatMap(Jdk::path)
                .ifPresent(home -> parents.addAll(List.of(home.resolve(".sdkman/candidates/java"), home.resolve(".jdks"))));
        for (Path parent : parents) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
                List<Path> sorted = new ArrayList<>();
                children.forEach(sorted::add);
                sorted.sort(null);
                homes.addAll(sorted);
            } catch (IOException e) {
                // Not a folder here.
            }
        }
        return homes.stream().filter(home -> Files.exists(home.resolve("lib").resolve("modules"))).map(Jdk::at).filter(Objects::nonNull)
                .toList();
    }

    /** A place that the environment names; none if this locale has no such name. */
    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private void requireModules() {
        String release;
        try {
            release = Disk.text(home.resolve("release"));
        } catch (IOException e) {
            return; // the one that this program runs on need not tell
        }
        Matcher modules = MODULES.matcher(release);
        if (modules.find()) {
            List<String> there = List.of(modules.group(1).split(" "));
            NEEDED.stream().filter(module -> !there.contains(module)).findFirst().ifPresent(module -> {
                throw new InputException(home + ": has no module " + module + ", which JMH needs; take a whole JDK");
            });
        }
    }

    private static Jdk at(Path home) {
        try {
            Matcher version = VERSION.matcher(Disk.text(home.resolve("release")));
            if (version.find() && Files.isExecutable(home.resolve("bin").resolve("java"))) {
                return new Jdk(version.group(1), home.toRealPath());
            }
        } catch (IOException e) {
            // No JDK, or not one we may read.
        }
        return null;
    }
}
