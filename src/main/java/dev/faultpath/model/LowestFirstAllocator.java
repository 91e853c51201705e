package dev.faultpath.model;

/** The allocator that a pagemap has by default: the lowest free piece that fits. */
final class LowestFirstAllocator implements PageAllocator {
    private final FreePages free = new FreePages(0);

    LowestFirstAllocator(int pages) {
        free.add(0, pages);
    }

    @Override
    public long allocate(int order) {
        return free.take(order);
    }

    @Override
    public boolean claim(long page, int order) {
        for (long i = page; i < page + (1L << order); i++) {
            if (!free.remove(i)) {
                free.add(page, (int) (i - page));
                return false;
            }
        }
        return true;
    }

    @Override
    public void free(long page, int order) {
        free.add(page, 1 << order);
    }

    @Override
    public long freePages() {
        return free.count();
    }
}
