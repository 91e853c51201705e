package dev.faultpath.claims;

/**
 * Where a claim was said, as far as it is known.
 *
 * @param message who, and in which thread or series
 * @param date    when, as exactly as it is known
 */
public record Source(String message, String date) {
    /** The thread of the exchange, after a name. */
    static final String THREAD = ", mm/hmm: HMM API to enable P2P DMA for device private pages";
    /** The message with the four points for a callback. */
    static final Source CALLBACK = new Source("Thomas Hellström" + THREAD, "4 February 2025");
    /** The answer to them; only the days of the whole exchange are known. */
    static final Source AGAINST = new Source("Jason Gunthorpe" + THREAD, "28 January to 4 February 2025");
    /** The owner registry. */
    static final Source REGISTRY = new Source("Thomas Hellström, drm_pagemap multi-device series", "2025, merged in December");
}
