package dev.faultpath.layout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Layouts and topologies from a text, which errors call by a name. */
public final class Texts {
    private Texts() {
    }

    public static Layout layout(String text, String name) {
        return LayoutReader.read(lines(text, name, LayoutReader.KIND));
    }

    static Topology topology(String text, String name) {
        return topology(text, name, 0);
    }

    static Topology topology(String text, String name, int matrix) {
        return TopologyReader.read(lines(text, name, TopologyReader.KIND), matrix);
    }

    private static TextLines lines(String text, String name, TextLines.Kind kind) {
        try {
            return TextLines.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), name, kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
