package dev.faultpath.results;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** Text of results as it lies on disk: as it is, or compressed, with {@value #COMPRESSED} behind its name. */
public final class Stored {
    /** End of the name of a compressed file. */
    public static final String COMPRESSED = ".gz";

    /** Longest text that is read: many times the longest of a run. */
    private static final int MOST_BYTES = 128 << 20;

    private Stored() {
    }

    /** A file's name as if it were not compressed. */
    public static String name(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(COMPRESSED) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
    }

    /**
     * A file's text.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     * @throws InputException if it is longer than any file of ours
     */
    public static String read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        if (file.toString().endsWith(COMPRESSED)) {
            try (Whole in = new Whole(bytes)) {
                bytes = limited(in, file);
                in.requireEnd();
            }
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /**
     * What a file holds, as it lies on disk.
     *
     * @throws InputException if it is longer than any file of ours, or {@linkplain Disk#open no file}
     */
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Disk.open(file)) {
            return limited(in, file);
        }
    }

    private static byte[] limited(InputStream in, Path file) throws IOException {
        byte[] bytes = Files.size(file) > MOST_BYTES ? null : in.readNBytes(MOST_BYTES + 1);
        if (bytes == null || bytes.length > MOST_BYTES) {
            throw new InputException(file + ": longer than " + (MOST_BYTES >> 20) + " MiB, which no file of ours is");
        }
        return bytes;
    }

    /** Reads all of a compressed file: Java's own class takes what stands behind it for its end. */
    private static final class Whole extends GZIPInputStream {
        private static final int TRAILER = 8;

        Whole(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes), Math.max(1, bytes.length));
        }

        void requireEnd() throws IOException {
            if (inf.getRemaining() > TRAILER) {
                throw new ZipException("more behind what is compressed");
            }
        }
    }

    /** The bytes of a compressed file. Neither time nor name stand in its head: the same text gives the same bytes. */
    public static byte[] compressed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new Best(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Compresses as well as it can. */
    private static final class Best extends GZIPOutputStream {
        Best(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
