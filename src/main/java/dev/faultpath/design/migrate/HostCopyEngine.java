package dev.faultpath.design.migrate;

/** Copies with the CPU, at once, and never fails. */
public final class HostCopyEngine implements CopyEngine {
    private final PageContents contents;

    public HostCopyEngine(PageContents contents) {
        this.contents = contents;
    }

    @Override
    public int copy(long from, long to, int pages) {
        contents.copy(from, to, pages);
        return 0;
    }

    @Override
    public int clear(long to, int pages) {
        contents.zero(to, pages);
        return 0;
    }
}
