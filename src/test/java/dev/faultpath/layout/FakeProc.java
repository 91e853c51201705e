package dev.faultpath.layout;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder in the shape of {@code /proc} with one process, for tests of the capture. */
public final class FakeProc {
    /** The process's id. */
    public static final long PID = 4711;

    private final Path root;
    private final StringBuilder maps = new StringBuilder();
    private final StringBuilder smaps = new StringBuilder();

    /** A process without areas. */
    public FakeProc(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(dir());
        Files.write(dir().resolve("pagemap"), new byte[0]);
        write();
    }

    /** The folder to capture from. */
    public Path root() {
        return root;
    }

    /** The process's folder. */
    public Path dir() {
        return root.resolve(Long.toString(PID));
    }

    /** Adds an area; {@code rest} is inode and path as in maps. */
    public FakeProc area(long start, long pages, String perms, String rest) throws IOException {
        return area(start, pages, perms, rest, 0, "rd wr");
    }

    /** Adds an area with what smaps says of it. */
    public FakeProc area(long start, long pages, String perms, String rest, int hugeKb, String vmFlags) throws IOException {
        String head = Long.toHexString(start) + "-" + Long.toHexString(start + pages * 4096) + " " + perms + " 00000000 00:00 "
                + rest + "\n";
        maps.append(head);
        smaps.append(head).append("Rss:                  12 kB\nKernelPageSize:     ").append(vmFlags.contains("ht") ? 2048 : 4)
                .append(" kB\nAnonHugePages:     ").append(hugeKb).append(" kB\nSwap:   0 kB\nVmFlags: ").append(vmFlags).append('\n');
        write();
        return this;
    }

    private void write() throws IOException {
        Files.writeString(dir().resolve("maps"), maps, StandardCharsets.ISO_8859_1);
        Files.writeString(dir().resolve("smaps"), smaps, StandardCharsets.ISO_8859_1);
    }

    /** Takes smaps away. */
    public FakeProc withoutSmaps() throws IOException {
        Files.delete(dir().resolve("smaps"));
        return this;
    }

    /** States the pagemap words from an address on. */
    public FakeProc words(long addr, long... words) throws IOException {
        put(dir().resolve("pagemap"), addr / 4096, words);
        return this;
    }

    /** States kpageflags words from a pfn on. */
    public FakeProc pageFlags(long pfn, long... words) throws IOException {
        put(root.resolve("kpageflags"), pfn, words);
        return this;
    }

    private static void put(Path path, long index, long... words) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(8 * index);
            for (long w : words) {
                file.writeLong(java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.BIG_ENDIAN ? w : Long.reverseBytes(w));
            }
        }
    }

    /** A present anonymous page that this process alone maps. */
    public static long mine(long pfn) {
        return 1L << 63 | 1L << 56 | pfn;
    }

    /** A present page of a file. */
    public static long file(long pfn) {
        return 1L << 63 | 1L << 61 | pfn;
    }

    /** A present anonymous page that others map too. */
    public static long shared(long pfn) {
        return 1L << 63 | pfn;
    }

    /** As many words as asked for, each next with the next pfn. */
    public static long[] rising(long first, int n) {
        long[] w = new long[n];
        for (int i = 0; i < n; i++) {
            w[i] = first + i;
        }
        return w;
    }
}
