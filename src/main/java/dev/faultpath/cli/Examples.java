package dev.faultpath.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The examples below the help of each command, one a line of {@code examples.txt}: the command line, a sign and what it does. */
final class Examples {
    private static final String SIGN = " # ";

    private Examples() {
    }

    /** All command lines without the name of the program. */
    static List<String> all() {
        try (InputStream in = Examples.class.getResourceAsStream("examples.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void addTo(CommandLine root) {
        List<String> all = all();
        root.getSubcommands().forEach((name, command) -> {
            List<String> lines = new ArrayList<>();
            all.stream().filter(l -> l.startsWith(name + " ")).forEach(l -> {
                lines.add("  scripts/faultpath " + l.substring(0, l.indexOf(SIGN)).strip());
                lines.add("      " + l.substring(l.indexOf(SIGN) + SIGN.length()));
            });
            if (!lines.isEmpty()) {
                String[] before = command.getCommandSpec().usageMessage().footer();
                command.getCommandSpec().usageMessage().footer(Stream.of(Stream.of(before), Stream.of("", "Examples:"), lines.stream())
                        .flatMap(s -> s).map(l -> l.replace("%", "%%")).toArray(String[]::new));
            }
        });
    }
}
