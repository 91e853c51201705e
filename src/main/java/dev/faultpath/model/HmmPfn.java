package dev.faultpath.model;

/**
 * Layout of one {@code hmm_pfns[]} word. Input and output share bits: VALID is read as REQ_FAULT and WRITE as REQ_WRITE.
 *
 * <pre>
 * 63 62 61 60 59 58 | 57 .. 53 | 52 .. 0
 *  V  W  E  D  P  B |  order   |   pfn
 * </pre>
 */
public final class HmmPfn {
    /** Output: the pfn may be read. */
    public static final long VALID = 1L << 63;
    /** Output: the pfn may be written; only together with {@link #VALID}. */
    public static final long WRITE = 1L << 62;
    /** Output: the address cannot be accessed. */
    public static final long ERROR = 1L << 61;
    /** Sticky: the page is mapped for DMA. */
    public static final long DMA_MAPPED = 1L << 60;
    /** Sticky: mapped peer to peer through the host bridge. */
    public static final long P2PDMA = 1L << 59;
    /** Sticky: mapped peer to peer by PCI bus address. */
    public static final long P2PDMA_BUS = 1L << 58;
    /** Input: fault the page in if it is not readable. */
    public static final long REQ_FAULT = VALID;
    /** Input: it must become writable; means something only together with {@link #REQ_FAULT}. */
    public static final long REQ_WRITE = WRITE;
    /** The bits that every write of an output keeps. */
    public static final long STICKY = DMA_MAPPED | P2PDMA | P2PDMA_BUS;
    public static final int ORDER_SHIFT = 53;
    public static final long ORDER_MASK = 31L << ORDER_SHIFT;
    public static final long PFN_MASK = (1L << ORDER_SHIFT) - 1;
    public static final long FLAGS = ~PFN_MASK;

    private HmmPfn() {
    }

    public static long pfn(long word) {
        return word & PFN_MASK;
    }

    /** log2 of the pages of the CPU mapping that the word stands for, 0 to 31. */
    public static int order(long word) {
        return (int) (word >>> ORDER_SHIFT) & 31;
    }

    /** What a page-table entry that is present grants; a protection-none hint grants nothing. */
    public static long cpuFlags(long entry) {
        if ((entry & (Pte.PRESENT | Pte.PROTNONE)) != Pte.PRESENT) {
            return 0;
        }
        return leafFlags(entry);
    }

    /** What an entry grants once it is known that its page may be used: reading, and writing if it is the writable form. */
    public static long leafFlags(long entry) {
        return Pte.writable(entry) ? VALID | WRITE : VALID;
    }

    /**
     * How many pages from a word's page on its mapping covers: one unless the word is valid. A range may begin and end inside
     * a mapping, so a consumer that goes by the order has to clip; {@code drm_gpusvm.c} has the same rule.
     *
     * @param most pages that are left
     * @return 1 to {@code most}
     */
    public static int mappingPages(long word, int most) {
        if ((word & VALID) == 0) {
            return 1;
        }
        long size = 1L << order(word);
        return (int) Math.min(size - (word & size - 1), most);
    }

    /** The order field for a mapping of {@code 1 << order} pages. */
    public static long orderBits(int order) {
        return (long) order << ORDER_SHIFT;
    }
}
