package dev.faultpath.claims;

/**
 * Where a claim was said, as far as it is known.
 *
 * @param message who, and in which thread or series
 * @param date    when, as exactly as it is known
 * @param link    address of the message in the kernel's archive, or of a search for it by subject, sender and days
 */
public record Source(String message, String date, String link) {
    private static final String ARCHIVE = "https://lore.kernel.org/linux-mm/";
    private static final String SUBJECT = "HMM API to enable P2P DMA for device private pages";
    /** The message with the four points for a callback. */
    static final Source CALLBACK = exchange("Thomas Hellström", "thomas.hellstrom", "4 February 2025", "20250204..20250205");
    /** The answer to them; only the days of the whole exchange are known. */
    static final Source AGAINST = exchange("Jason Gunthorpe", "jgg", "28 January to 4 February 2025", "20250128..20250205");
    /** In the same exchange; only the month is known. */
    static final Source SYSTEM_PAGES = exchange("Jason Gunthorpe", "jgg", "February 2025", "20250201..20250301");
    /** The owner registry, as it was merged. */
    static final Source REGISTRY = new Source("Thomas Hellström, drm_pagemap multi-device series", "2025, merged in December",
            "https://patch.msgid.link/20251219113320.183860-11-thomas.hellstrom@linux.intel.com");
    /** Device pages outside of the physical address space; the message is the last version's. */
    static final Source OFFSETS = new Source("Jordan Niethe, Remove device private pages from physical address space, linux-mm",
            "RFC of 28 November 2025, v2 of 7 January to v6 of 2 February 2026", ARCHIVE + "20260202113642.59295-1-jniethe@nvidia.com/");

    private static Source exchange(String who, String sender, String date, String days) {
        return new Source(who + ", mm/hmm: " + SUBJECT, date, ARCHIVE + "?q=s%3A%22" + SUBJECT.replace(' ', '+') + "%22+f%3A" + sender
                + "+d%3A" + days);
    }
}
