package dev.faultpath.exact;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** HotSpot's disassembler plug-in {@code hsdis}, where one is installed, on the code of this JVM. */
final class Disassembler {
    /** Function of newer plug-ins, which take the bytes apart from their address. */
    private static final String VIRTUAL = "decode_instructions_virtual";
    private static final String PLAIN = "decode_instructions";

    private final NativeLibrary plugin;

    private Disassembler(NativeLibrary plugin) {
        this.plugin = plugin;
    }

    /** What the plug-in calls as it goes on; its name is that of the plug-in's interface. */
    interface Event extends Callback {
        Pointer invoke(Pointer stream, String event, Pointer argument);
    }

    /** The plug-in of this JDK, or one of the system. */
    static Optional<Disassembler> find() {
        String name = "hsdis-" + System.getProperty("os.arch");
        Path lib = Path.of(System.getProperty("java.home"), "lib");
        for (String where : List.of(lib.resolve(name + ".so").toString(), lib.resolve("server").resolve(name + ".so").toString(), name,
                "hsdis")) {
            try {
                return Optional.of(new Disassembler(NativeLibrary.getInstance(where)));
            } catch (UnsatisfiedLinkError e) {
                // The next place.
            }
        }
        return Optional.empty();
    }

    /** The instructions between two addresses, the second exclusive, as text by address. */
    SortedMap<Long, String> decode(long from, long to) {
        NativeLibrary c = NativeLibrary.getInstance("c");
        Function print = c.getFunction("fprintf");
        try {
            Path file = Files.createTempFile("hsdis", ".txt");
            try {
                Pointer out = c.getFunction("fopen").invokePointer(new Object[] {file.toString(), "w"});
                Event event = (stream, kind, argument) -> {
                    if (kind.startsWith("insn")) {
                        print.invokeInt(new Object[] {out, "\n%lx ", Pointer.nativeValue(argument)});
                    }
                    return null; // the plug-in's own way
                };
                Pointer begin = new Pointer(from);
                Pointer end = new Pointer(to);
                if (has(VIRTUAL)) {
                    plugin.getFunction(VIRTUAL).invoke(new Object[] {begin, end, begin, to - from, event, null, print, out, "", 0});
                } else {
                    plugin.getFunction(PLAIN).invoke(new Object[] {begin, end, event, null, print, out, ""});
                }
                c.getFunction("fclose").invokeInt(new Object[] {out});
                return lines(Files.readString(file, StandardCharsets.UTF_8));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean has(String function) {
        try {
            plugin.getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static SortedMap<Long, String> lines(String text) {
        SortedMap<Long, String> lines = new TreeMap<>();
        for (String line : text.split("\n")) {
            int blank = line.indexOf(' ');
            if (blank > 0 && line.substring(0, blank).matches("[0-9a-f]{1,16}")) {
                lines.put(Long.parseUnsignedLong(line.substring(0, blank), 16), line.substring(blank).strip().replaceAll("\\s+", " "));
            }
        }
        return lines;
    }
}
