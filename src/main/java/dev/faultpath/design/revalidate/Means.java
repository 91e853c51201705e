package dev.faultpath.design.revalidate;

/** How a design covers an event. */
public enum Means {
    /** A sequence that the event moves, compared under the driver's lock. */
    SEQUENCE,
    /** A count of changes that the event raises, compared under the driver's lock. */
    GENERATION,
    /** A reference without which nothing is committed, and for whose return the event waits. */
    REFERENCE,
    /** The event waits until every read side that was open is closed. */
    GRACE_PERIOD,
    /** The truth is asked again under the driver's lock, or after the commit and before the device sees it. */
    RECHECK,
    /** What is remembered is kept under an identity that is never used again. */
    IDENTITY,
    /** The provider goes only after all who mapped it have stopped and its pages are free; what is remembered goes with it. */
    PROVIDER_LIFE,
    /** By nothing: the answer may be stale. */
    NOTHING
}
