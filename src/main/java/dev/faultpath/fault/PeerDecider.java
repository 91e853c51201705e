package dev.faultpath.fault;

import dev.faultpath.model.ForeignPages;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.HmmRange;
import dev.faultpath.model.Memmap;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who decides in a whole fault whether device memory of another owner may be used as it is (designs.md F1 to F5); the owner is always
 * compared first. What a design keeps lasts for one fault at most. For one thread.
 */
abstract class PeerDecider implements ForeignPages {
    /** What becomes of a request whose walk is done. */
    enum Ruling {
        STANDS,
        /** Pages that were taken may not be used: they are as good as missing. */
        MISSING,
        /** Pages that were taken may not be used: the walk is made again, and does not take them. */
        AGAIN
    }

    private final Predicate<Pagemap> callback;

    private PeerDecider(Predicate<Pagemap> callback) {
        this.callback = callback;
    }

    /** Its designs. */
    enum Kind {
        /** The owner decides: no page of another is taken. */
        OWNER_ONLY,
        /** One call for each device-private entry of another owner, in the walk. */
        CALLBACK_PER_PAGE,
        /** The same, but none while the pagemap is that of the call before. */
        LAST_PAGEMAP,
        /** The walk takes all and notes the pagemaps; one call for each of them when it is done. */
        AFTER_WALK,
        /**
         * The walk takes every page that has an alias and whose word asks for it; one call for each run of pages of one pagemap when they
         * are mapped. Words that are refused are walked again without the flag.
         */
        REQUEST_FLAG
    }

    /**
     * A decider of a kind.
     *
     * @param callback whether the client may use a pagemap: the driver's answer
     */
    static PeerDecider of(Kind kind, PhysicalMemory memory, Predicate<Pagemap> callback) {
        return switch (kind) {
            case OWNER_ONLY -> new OwnerOnly(callback);
            case CALLBACK_PER_PAGE -> new CallbackPerPage(callback);
            case LAST_PAGEMAP -> new LastPagemap(callback);
            case AFTER_WALK -> new AfterWalk(callback);
            case REQUEST_FLAG -> new RequestFlag(memory, callback);
        };
    }

    /** A fault of these words begins. */
    void beginFault(HmmRange range) {
        range.foreign = this;
    }

    /** A walk begins. */
    void beginWalk() {
    }

    /** The walk has answered every word; the mmap lock is still held for reading. */
    Ruling endWalk(HmmRange range) {
        return Ruling.STANDS;
    }

    /** The fault is over, whatever came of it. */
    void endFault(HmmRange range) {
    }

    final boolean ask(Pagemap pagemap) {
        return callback.test(pagemap);
    }

    private static final class OwnerOnly extends PeerDecider {
        OwnerOnly(Predicate<Pagemap> callback) {
            super(callback);
        }

        @Override
        void beginFault(HmmRange range) {
            range.foreign = null;
        }

        @Override
        public boolean take(long word, Pagemap pagemap) {
            return false;
        }
    }

    private static final class CallbackPerPage extends PeerDecider {
        CallbackPerPage(Predicate<Pagemap> callback) {
            super(callback);
        }

        @Override
        public boolean take(long word, Pagemap pagemap) {
            return ask(pagemap);
        }
    }

    private static final class LastPagemap extends PeerDecider {
        private Pagemap last;
        private boolean verdict;

        LastPagemap(Predicate<Pagemap> callback) {
            super(callback);
        }

        @Override
        void beginWalk() {
            last = null;
        }

        @Override
        public boolean take(long word, Pagemap pagemap) {
            if (pagemap != last) {
                verdict = ask(pagemap);
                last = pagemap;
            }
            return verdict;
        }
    }

    private static final class AfterWalk extends PeerDecider {
        private final List<Pagemap> refused = new ArrayList<>();
        private Pagemap[] seen = new Pagemap[8];
        private int count;
        private Pagemap last;
        private boolean taken;

        AfterWalk(Predicate<Pagemap> callback) {
            super(callback);
        }

        @Override
        void beginFault(HmmRange range) {
            super.beginFault(range);
            refused.clear();
        }

        @Override
        void beginWalk() {
            count = 0;
            last = null;
        }

        @Override
        public boolean take(long word, Pagemap pagemap) {
            if (pagemap != last) {
                last = pagemap;
                taken = !refused.contains(pagemap);
                if (taken) {
                    note(pagemap);
                }
            }
            return taken;
        }

        private void note(Pagemap pagemap) {
            for (int i = 0; i < count; i++) {
                if (seen[i] == pagemap) {
                    return;
                }
            }
            if (count == seen.length) {
                seen = Arrays.copyOf(seen, 2 * count);
            }
            seen[count++] = pagemap;
        }

        @Override
        Ruling endWalk(HmmRange range) {
            Ruling ruling = Ruling.STANDS;
            for (int i = 0; i < count; i++) {
                if (!ask(seen[i])) {
                    refused.add(seen[i]);
                    ruling = Ruling.MISSING;
                }
            }
            return ruling;
        }
    }

    /** The sticky bit of peer-to-peer stands for the flag of the posted series: set before the walk, left on what is mapped so. */
    private static final class RequestFlag extends PeerDecider {
        private final PhysicalMemory memory;
        private boolean taken;
        private boolean refused;

        RequestFlag(PhysicalMemory memory, Predicate<Pagemap> callback) {
            super(callback);
            this.memory = memory;
        }

        @Override
        void beginFault(HmmRange range) {
            super.beginFault(range);
            // It sticks: only new words lack it.
            if ((range.pfns[0] & HmmPfn.P2PDMA) == 0) {
                flag(range);
            }
        }

        @Override
        void beginWalk() {
            taken = false;
        }

        @Override
        void endFault(HmmRange range) {
            if (refused) {
                refused = false;
                flag(range);
            }
        }

        private static void flag(HmmRange range) {
            for (int i = 0; i < range.pfns.length; i++) {
                range.pfns[i] |= HmmPfn.P2PDMA;
            }
        }

        @Override
        public boolean take(long word, Pagemap pagemap) {
            boolean take = (word & HmmPfn.P2PDMA) != 0 && pagemap.hasAlias();
            taken |= take;
            return take;
        }

        @Override
        Ruling endWalk(HmmRange range) {
            if (!taken) {
                return Ruling.STANDS;
            }
            Memmap memmap = memory.memmap();
            Pagemap last = null;
            boolean verdict = true;
            Ruling ruling = Ruling.STANDS;
            for (int i = 0, next; i < range.pfns.length; i = next) {
                long word = range.pfns[i];
                next = i + HmmPfn.mappingPages(word, range.pfns.length - i);
                int id = (word & HmmPfn.VALID) == 0 ? -1 : memmap.pagemapId(HmmPfn.pfn(word));
                if (id < 0) {
                    continue;
                }
                Pagemap pagemap = memory.pagemap(id);
                if (pagemap != last) {
                    last = pagemap;
                    verdict = pagemap.owner() == range.devPrivateOwner || ask(pagemap);
                }
                if (!verdict) {
                    for (int k = i; k < next; k++) {
                        range.pfns[k] &= ~HmmPfn.P2PDMA;
                    }
                    refused = true;
                    ruling = Ruling.AGAIN;
                }
            }
            return ruling;
        }
    }
}
