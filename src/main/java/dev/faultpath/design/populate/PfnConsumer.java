package dev.faultpath.design.populate;

/** Who takes the answers of a request: a driver that writes its device's page table. Must be idempotent. */
public interface PfnConsumer {
    /**
     * Takes consecutive pages.
     *
     * @param at first page, counted from the start of the request
     * @param word the first page's word, see {@link dev.faultpath.model.HmmPfn}; sticky bits are not handed on
     * @param step what each further page's word has more: 1 where pfns count up, 0 where all words are alike
     * @param pages at least 1
     */
    void run(int at, long word, int step, int pages);
}
