package dev.faultpath.layout;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.layout.Layout.VmaFlag;
import dev.faultpath.model.Pagemap;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a layout in the canonical text form, the one that {@link LayoutReader} reads back to an equal layout.
 *
 * <p>Canonical: notes, devices, owners, pagemaps, VMAs, in the layout's own order, one a line; one blank between tokens;
 * absolute hexadecimal addresses, decimal pages; runs indented by two blanks; counts in the closing line.
 */
public final class LayoutWriter {
    /** First line of the format this version writes. */
    public static final String HEADER = "faultpath-layout 1";

    private LayoutWriter() {
    }

    public static String write(Layout layout) {
        StringBuilder b = new StringBuilder(1024);
        b.append(HEADER).append('\n');
        layout.notes().forEach(n -> b.append("note ").append(n).append('\n'));
        layout.devices().forEach(d -> b.append("device ").append(d.name()).append('\n'));
        layout.owners().forEach(o -> b.append("owner ").append(o.name()).append('\n'));
        for (Layout.Pagemap p : layout.pagemaps()) {
            b.append("pagemap ").append(p.name()).append(" device=").append(p.device()).append(" owner=")
                    .append(p.owner()).append(" type=")
                    .append(p.type() == Pagemap.Type.PRIVATE ? "private" : "coherent")
                    .append(" pages=").append(p.pages()).append('\n');
        }
        for (Layout.Vma v : layout.vmas()) {
            vma(b, v);
            for (Layout.Run r : v.runs()) {
                run(b, r);
            }
        }
        b.append("end vmas=").append(layout.vmas().size()).append(" runs=").append(layout.runCount()).append('\n');
        return b.toString();
    }

    private static void vma(StringBuilder b, Layout.Vma v) {
        b.append("vma 0x").append(Long.toHexString(v.start())).append(' ').append(v.pages()).append(' ')
                .append(v.has(VmaFlag.READ) ? 'r' : '-').append(v.has(VmaFlag.WRITE) ? 'w' : '-')
                .append(v.has(VmaFlag.EXEC) ? 'x' : '-').append(v.has(VmaFlag.SHARED) ? 's' : 'p')
                .append(v.has(VmaFlag.ANON) ? " anon" : " file");
        for (VmaFlag f : LayoutReader.WORD_FLAGS) {
            if (v.has(f)) {
                b.append(' ').append(LayoutReader.word(f));
            }
        }
        if (v.hugetlbOrder() != 0) {
            b.append(" hugetlb=").append(v.hugetlbOrder());
        }
        b.append('\n');
    }

    private static void run(StringBuilder b, Layout.Run r) {
        b.append("  ").append(r.offset()).append('+').append(r.pages()).append(' ').append(r.kind().token());
        if (r.pagemap() != null) {
            b.append(" pagemap=").append(r.pagemap());
        }
        if (r.first() != Layout.Run.AUTO) {
            if (r.pagemap() != null) {
                b.append(" at=").append(r.first());
            } else {
                b.append(" pfn=0x").append(Long.toHexString(r.first()));
            }
        }
        if (r.chunk() != 0) {
            b.append(" chunk=").append(r.chunk());
        }
        b.append('\n');
    }

    /**
     * Writes the text to a file; no reader ever sees a part.
     *
     * @throws InputException when the file cannot be written; what was there before is then still there
     */
    public static void writeFile(Layout layout, Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException("cannot write " + file + ": it is a directory");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException("cannot write " + file + ": its directory does not exist");
        }
        Disk.write(file, write(layout));
    }
}
