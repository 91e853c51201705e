package dev.faultpath.model;

/**
 * Hands pages out in rising order and single freed pages in the order of a stack. Larger pieces come from the part that was never
 * handed out only, so it suits models that are built once, not those that take and free 2 MiB over and over.
 */
final class StackAllocator implements PageAllocator {
    private final long pages;
    private final PfnStack freed = new PfnStack();
    private long next;

    StackAllocator(long pages) {
        this.pages = pages;
    }

    @Override
    public long allocate(int order) {
        if (order == 0 && !freed.isEmpty()) {
            return freed.pop();
        }
        long size = 1L << order;
        long aligned = (next + size - 1) & -size;
        if (aligned + size > pages) {
            return -1;
        }
        passOver(aligned);
        next = aligned + size;
        return aligned;
    }

    private void passOver(long end) {
        while (next < end) {
            freed.push(next++);
        }
    }

    @Override
    public boolean claim(long page, int order) {
        for (long i = page; i < page + (1L << order); i++) {
            if (!claim(i)) {
                while (--i >= page) {
                    freed.push(i);
                }
                return false;
            }
        }
        return true;
    }

    private boolean claim(long page) {
        if (page < next) {
            return freed.remove(page);
        }
        if (page >= pages) {
            return false;
        }
        passOver(page);
        next = page + 1;
        return true;
    }

    @Override
    public void free(long page, int order) {
        for (long i = page + (1L << order) - 1; i >= page; i--) {
            freed.push(i);
        }
    }

    @Override
    public long freePages() {
        return pages - next + freed.size();
    }
}
