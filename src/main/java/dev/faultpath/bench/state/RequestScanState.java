package dev.faultpath.bench.state;

import dev.faultpath.design.populate.RequestScan;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Paging;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One writable mapping, and a request for all its pages that it satisfies. */
@State(Scope.Benchmark)
public class RequestScanState {
    public enum Request {
        /** Nothing: what is there is reported. */
        SNAPSHOT(0, 0),
        /** Every page for reading, by the default flags; no word counts. */
        READ(HmmPfn.REQ_FAULT, 0),
        /** Every page for writing, by the default flags; no word counts. */
        WRITE(HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE, 0),
        /** Each page what its own word says. */
        PER_PAGE(0, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE);

        private final long defaultFlags;
        private final long mask;

        Request(long defaultFlags, long mask) {
            this.defaultFlags = defaultFlags;
            this.mask = mask;
        }
    }

    /** Pages of the mapping: one, one of 2 MiB, one of 1 GiB. */
    @Param({"1", "512", "262144"})
    public int pages;

    @Param({"READ", "WRITE", "PER_PAGE", "SNAPSHOT"})
    public Request request;

    public HmmRange range;
    /** What the mapping grants. */
    public long cpuFlags = HmmPfn.VALID | HmmPfn.WRITE;
    public long pfn = 1L << Paging.PUD_ORDER;

    /** Makes the request; each word asks for what the answer will grant, so that the answer is again a request of the kind. */
    @Setup
    public void build() {
        range = new HmmRange();
        range.start = Paging.PUD_SIZE;
        range.end = range.start + ((long) pages << Paging.PAGE_SHIFT);
        range.pfns = new long[pages];
        Arrays.fill(range.pfns, HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE);
        range.defaultFlags = request.defaultFlags;
        range.pfnFlagsMask = request.mask;
    }

    public boolean satisfied(RequestScan scan) {
        return scan.need(range, range.start, range.end, cpuFlags) == 0;
    }
}
