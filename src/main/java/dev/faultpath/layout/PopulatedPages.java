package dev.faultpath.layout;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.faultpath.model.Paging;
import java.nio.file.Path;

/**
 * Where a process has page-table entries, without reading what is between: the request {@code PAGEMAP_SCAN} of
 * {@code /proc/PID/pagemap}, which Linux has from 6.7 on, and which passes over whole tables that are not there. Where it is not
 * to be had, every page may have an entry.
 */
final class PopulatedPages implements AutoCloseable {
    private static final long PAGEMAP_SCAN = 0xc0606610L;
    private static final long PRESENT_OR_SWAPPED = 0x18;
    /** Of the request, and of the one region that it is to find; eight bytes a field. */
    private static final int ARGUMENT = 96;
    private static final int REGION = 24;

    private final int file;
    private final Memory argument;
    private final Memory region;

    /** The few calls that it takes. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int open(String path, int flags) throws LastErrorException;

        static native int close(int file) throws LastErrorException;

        static native int ioctl(int file, long request, Pointer argument) throws LastErrorException;
    }

    PopulatedPages(Path pagemap) {
        int opened = -1;
        Memory request = null;
        Memory found = null;
        try {
            opened = C.open(pagemap.toString(), 0);
            request = new Memory(ARGUMENT);
            found = new Memory(REGION);
        } catch (LastErrorException | LinkageError e) {
            // No such file, no JNA here: all is read.
        }
        file = opened;
        argument = request;
        region = found;
    }

    /** The first page from {@code page} to before {@code last} that may have an entry; {@code last} if there is none. */
    long next(long page, long last) {
        if (file < 0) {
            return page;
        }
        argument.clear();
        long[] fields = {ARGUMENT, 0, page * Paging.PAGE_SIZE, last * Paging.PAGE_SIZE, 0, Pointer.nativeValue(region), 1, 1, 0, 0,
            PRESENT_OR_SWAPPED, PRESENT_OR_SWAPPED};
        argument.write(0, fields, 0, fields.length);
        try {
            return C.ioctl(file, PAGEMAP_SCAN, argument) == 0 ? last : Math.max(page, region.getLong(0) / Paging.PAGE_SIZE);
        } catch (LastErrorException e) {
            return page; // an older kernel, or no pagemap
        }
    }

    @Override
    public void close() {
        if (file >= 0) {
            C.close(file);
        }
    }
}
