package dev.faultpath.design.revalidate;

/** What can make the answer "pages of this pagemap may be used by this client" stale; the numbers are ours. */
public enum StaleEvent {
    /** 1: the page moves or is unmapped; the notifier sequence moves. */
    PAGE_MOVED,
    /** 2: the pagemap is killed and all its pages are evicted; the sequence moves where one was mapped. */
    PAGEMAP_KILLED,
    /** 3: another pagemap stands where a removed one stood, or another device at its bus address. */
    PAGEMAP_REUSED,
    /** 4: another owner stands where a released one stood; the sequence does not move. */
    OWNER_REUSED,
    /** 5: an interconnect goes down or is routed differently; the sequence does not move. */
    LINK_DOWN,
    /** 6: the right is withdrawn; the sequence does not move. */
    ACCESS_WITHDRAWN,
    /** 7: the device is being unplugged and its pages are still there; the sequence does not move until they are evicted. */
    UNPLUG_STARTED,
    /** 8: owners are grouped anew; the sequence does not move. */
    REGROUPED,
    /** 9: the client goes, and a stranger comes to its bus address; the sequence does not move. */
    CLIENT_REPLACED
}
