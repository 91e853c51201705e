package dev.faultpath.claims;

/** Kinds of evidence, the strongest first. Those without noise speak of the design; what HotSpot ran speaks of HotSpot. */
public enum Grade {
    /** Deterministic schedules, concurrency tests, static proofs, and what is computed for every case there is. */
    E1("schedules and proofs"),
    /** Operations of one steady walk, counted. */
    E2("operations, counted"),
    /** Executed machine instructions of one compiled form. */
    E3("instructions, counted"),
    /** Time over forks, with its interval. */
    E4("time");

    private final String words;

    Grade(String words) {
        this.words = words;
    }

    /** As it is printed. */
    public String words() {
        return words;
    }

    /** Whether it speaks of the design, and not of what a compiler made of it. */
    boolean ofDesign() {
        return this == E1 || this == E2;
    }
}
