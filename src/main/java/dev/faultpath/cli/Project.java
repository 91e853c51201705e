package dev.faultpath.cli;

import java.nio.file.Path;

/** The project's folder, and paths as commands print them. */
final class Project {
    /** System property that scripts set to the project's folder. */
    private static final String HOME_PROPERTY = "faultpath.home";

    private Project() {
    }

    /** The project's folder; the present one where no script says which it is. */
    static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, ""));
    }

    /** Where results are published. */
    static Path results() {
        return home().resolve("results");
    }

    /** The path as a user may type it again: relative to where he is, if it is below. */
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }
}
