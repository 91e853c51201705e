package dev.faultpath.claims;

/**
 * Where a claim was said, as far as it is known.
 *
 * @param message who, and in which thread or series
 * @param date    when, as exactly as it is known
 * @param link    address of the message in the kernel's archive
 */
public record Source(String message, String date, String link) {
    private static final String ARCHIVE = "https://lore.kernel.org/linux-mm/";
    /** The owner is a matter of reachability. */
    static final Source REACHABILITY = inThread("Jason Gunthorpe", "3 February 2025", "20250203150805.GC2296753@ziepe.ca");
    /** The owner registry announced, and the four points for a callback. */
    static final Source CALLBACK = inThread("Thomas Hellström", "4 February 2025",
            "7b7a15fb1f59acc60393eb01cefddf4dc1f32c00.camel@linux.intel.com");
    /** The answer to the four. */
    static final Source AGAINST = inThread("Jason Gunthorpe", "4 February 2025", "20250204132615.GI2296753@ziepe.ca");
    /** Pages that the CPU has mapped are to stay as fast as they can be. */
    static final Source SYSTEM_PAGES = inThread("Jason Gunthorpe", "4 February 2025", "20250204191601.GK2296753@ziepe.ca");
    /** The question which race an invalidation and a moved sequence do not handle; no answer was found. */
    static final Source WHICH_RACE = inThread("Thomas Hellström", "4 February 2025",
            "60b7e29853cb33d45d10101e494c7ddbe6a5abd6.camel@linux.intel.com");
    /** The owner registry, as it was merged. */
    static final Source REGISTRY = new Source("Thomas Hellström, drm_pagemap multi-device series", "2025, merged in December",
            "https://patch.msgid.link/20251219113320.183860-11-thomas.hellstrom@linux.intel.com");
    /** Device pages outside of the physical address space; the message is the last version's. */
    static final Source OFFSETS = new Source("Jordan Niethe, Remove device private pages from physical address space, linux-mm",
            "RFC of 28 November 2025, v2 of 7 January to v6 of 2 February 2026", ARCHIVE + "20260202113642.59295-1-jniethe@nvidia.com/");

    private static Source inThread(String who, String date, String id) {
        return new Source(who + ", mm/hmm: HMM API to enable P2P DMA for device private pages", date, ARCHIVE + id + "/");
    }
}
