package dev.faultpath.guard.decision;

/** What a pair is run for. */
public enum Stage {
    /** The pairs that every cell gets: they choose what is looked at closely. */
    SCREEN,
    /** Fresh pairs of cells that looked slower: they decide. */
    CONFIRM
}
