package dev.faultpath.design.migrate;

/** Moves contents between pages: the driver's {@code copy_to_devmem} and {@code copy_to_ram} operations, and the fence they return. */
public interface CopyEngine {
    /**
     * Copies pages with consecutive pfns; done when it returns.
     *
     * @return 0, or a negative error number; nothing may rely on what was copied until then
     */
    int copy(long from, long to, int pages);

    /**
     * Clears pages with consecutive pfns, the destination of what is not there yet.
     *
     * @return 0, or a negative error number
     */
    int clear(long to, int pages);

    /** One that copies and clears nothing: where pages go, and not what is in them. */
    static CopyEngine none() {
        return new CopyEngine() {
            @Override
            public int copy(long from, long to, int pages) {
                return 0;
            }

            @Override
            public int clear(long to, int pages) {
                return 0;
            }
        };
    }
}
