package dev.faultpath.c;

import dev.faultpath.design.callback.PciTopology;
import dev.faultpath.design.populate.LeafStream;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import dev.faultpath.model.Vma;

/**
 * A request and the machine that it is for, as C has them: entries, struct pages that point to pagemaps, pagemaps with an owner, ops and a
 * driver behind them. Built once from what Java has; later changes of a page table are handed over by {@link #entries}. Not for several
 * threads.
 */
public final class CWorld implements AutoCloseable {
    private final CLibrary library;
    private final long handle;
    private final int pages;
    private int design;

    private CWorld(CLibrary library, long handle, int pages) {
        this.library = library;
        this.handle = handle;
        this.pages = pages;
    }

    /** What is handed over; a part that a question has no use for stays as it is. */
    public static final class Parts {
        private final PhysicalMemory memory;
        private final AddressSpace mm;
        private final Owner owner;
        private LeafStream leaves;
        private HmmRange range;
        private int pages;
        private int client;
        private boolean[] reached = new boolean[0];
        private boolean[] answering;
        private PciTopology topology;
        private boolean counts;

        /**
         * @param mm    whose page table and areas are walked
         * @param owner whose device-private memory is taken as it is; {@code null} takes nobody's and asks nobody
         */
        public Parts(AddressSpace mm, Owner owner) {
            this.mm = mm;
            this.owner = owner;
            memory = mm.memory();
        }

        /** What a walk has found, for questions that do not walk. */
        public Parts leaves(LeafStream found) {
            leaves = found;
            pages = 0;
            for (int i = 0; i < found.size(); i++) {
                pages += found.pages(i);
            }
            return this;
        }

        /** What is asked of which addresses. */
        public Parts range(HmmRange request) {
            range = request;
            pages = request.pages();
            return this;
        }

        /**
         * Who asks drivers, and what these answer.
         *
         * @param asking   id of the device
         * @param reaches  by device id, whether its driver lets the client in
         * @param answers  by pagemap id, whether there is a driver to ask; {@code null} if there always is
         * @param machine  where the devices are
         */
        public Parts drivers(int asking, boolean[] reaches, boolean[] answers, PciTopology machine) {
            client = asking;
            reached = reaches.clone();
            answering = answers == null ? null : answers.clone();
            topology = machine;
            return this;
        }

        /** From now on drivers note what they are asked about: not to be timed. */
        public Parts counting() {
            counts = true;
            return this;
        }

        /** Hands all over. */
        public CWorld to(CLibrary library) {
            long[][] parts = {header(), mm.pageTable().entries(), memory.memmap().words(), pagemaps(), devices(), links(),
                    topology == null ? new long[0] : topology.nodes(), vmas(), pieces()};
            System.setProperty(CLibrary.FORM_PROPERTY, library.form());
            return new CWorld(library, Native.build(library.handle(), parts), pages);
        }

        private long[] header() {
            HmmRange request = range == null ? new HmmRange() : range;
            return new long[] {request.start, request.end, pages, request.defaultFlags, request.pfnFlagsMask,
                    owner == null ? 0 : owner.id(), client, counts ? 1 : 0, mm.pageTable().tablesFreed()};
        }

        private long[] pagemaps() {
            Pagemap[] all = memory.pagemaps();
            long[] fields = new long[6 * all.length];
            int at = 0;
            for (Pagemap pagemap : all) {
                fields[at++] = pagemap.device().id();
                fields[at++] = pagemap.ownerId();
                fields[at++] = pagemap.firstPfn();
                fields[at++] = pagemap.lastPfn();
                fields[at++] = answering == null || answering[pagemap.id()] ? 1 : 0;
                fields[at++] = pagemap.type() == Pagemap.Type.PRIVATE ? 1 : 0;
            }
            return fields;
        }

        private long[] devices() {
            return memory.devices().stream().mapToLong(d -> d.busAddress()).toArray();
        }

        private long[] links() {
            int devices = memory.devices().size();
            long[] links = new long[devices * devices];
            for (int i = 0; i < reached.length; i++) {
                links[client * devices + i] = reached[i] ? 1 : 0;
            }
            return links;
        }

        private long[] vmas() {
            long[] fields = new long[4 * mm.vmas().length];
            int at = 0;
            for (Vma vma : mm.vmas()) {
                fields[at++] = vma.start();
                fields[at++] = vma.end();
                fields[at++] = vma.flags();
                fields[at++] = vma.hugetlbOrder();
            }
            return fields;
        }

        private long[] pieces() {
            long[] fields = new long[leaves == null ? 0 : 3 * leaves.size()];
            for (int i = 0; i < fields.length / 3; i++) {
                fields[3 * i] = leaves.word(i);
                fields[3 * i + 1] = leaves.pages(i);
                fields[3 * i + 2] = leaves.step(i);
            }
            return fields;
        }
    }

    /**
     * Makes a design anew; it is the one that walks from now on.
     *
     * @param question as {@code Q4}
     * @param name     as {@code callback-per-page}
     */
    public CWorld make(String question, String name) {
        return make(question + " " + name);
    }

    /** Makes the control: a call that walks nothing. */
    public CWorld makeEmpty() {
        return make("baseline-empty");
    }

    private CWorld make(String name) {
        design = library.number(name);
        Native.make(handle, design);
        return this;
    }

    /** Code of the same designs, at another place, walks from now on. */
    public void adopt(CLibrary other) {
        Native.adopt(other.handle(), handle);
    }

    /** Answers the request from its start. */
    public CWorld walk() {
        Native.walk(handle, design);
        return this;
    }

    /** The same, or on from where the last walk has stopped; 0, or what {@code RangeWalk.walk} returns. */
    public int walk(boolean fromStart) {
        return fromStart ? Native.walk(handle, design) : Native.goOn(handle, design);
    }

    /** The words of the request, with those that the design's form does not spell out. */
    public long[] words() {
        long[] words = new long[pages];
        Native.words(handle, design, words);
        return words;
    }

    /** Gives the words as input. */
    public void words(long[] input) {
        if (input.length != pages) {
            throw new IllegalArgumentException(input.length + " words for " + pages + " pages");
        }
        Native.setWords(handle, input);
    }

    /** Hands the entries over again, as others have changed them. */
    public void entries(AddressSpace mm) {
        Native.setEntries(handle, mm.pageTable().entries(), mm.pageTable().tablesFreed());
    }

    /** Answers may have changed: what a design keeps by epoch is void. */
    public void bumpEpoch() {
        Native.bumpEpoch(handle);
    }

    /** Where the last walk has stopped, the end of what needs faults, what it needs, and the index of the entry that it waits for. */
    public long[] stop() {
        long[] stop = new long[4];
        Native.stop(handle, stop);
        return stop;
    }

    /** Ids of the pagemaps that counting drivers were asked about since the last time, in order. */
    public int[] asked() {
        return Native.asked(handle);
    }

    /** Frees what C has; no call may follow. */
    @Override
    public void close() {
        Native.release(handle);
    }
}
