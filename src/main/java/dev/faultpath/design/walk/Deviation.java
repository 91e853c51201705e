package dev.faultpath.design.walk;

/**
 * Where the model answers otherwise than the kernel does, or than it does on some machines. The one list of them;
 * {@code src/main/docs/decision-table.md} repeats it, and {@code faultpath walk} notes what an answer depends on.
 */
public enum Deviation {
    EMPTY_HUGETLB_SLOT(3, "an empty hugetlb slot is a hole whether or not its table exists. The kernel hands a slot of an existing table"
            + " to the callback of rows 27 and 28."),
    HUGE_DEVICE_OFFSET(18, "a range that begins inside the PMD gets the pfns of its own pages. The kernel leaves the offset out, which no"
            + " caller meets today."),
    PUD_HINT(26, "a PUD mapping with a NUMA-balancing hint is not present, as on x86. Where such an entry is present the kernel answers as"
            + " row 25, since it tests for no hint at that level.");

    private final int row;
    private final String text;

    Deviation(int row, String text) {
        this.row = row;
        this.text = text;
    }

    /** The row of the decision table, and in what the two differ. */
    @Override
    public String toString() {
        return "Row " + row + ": " + text;
    }
}
