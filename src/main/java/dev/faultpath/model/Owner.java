package dev.faultpath.model;

/**
 * Identity of those that may use a pagemap's memory without asking. Compared by reference, as the kernel compares the opaque
 * pointer; the id serves the designs that compare integers.
 */
public final class Owner {
    private final int id;
    private final int address;
    private final String name;

    /**
     * @param id 1 to {@link Pte#MAX_OWNER_ID}; never used twice within one {@link PhysicalMemory}
     * @param address see {@link #address}
     * @param name for people
     */
    Owner(int id, int address, String name) {
        this.id = id;
        this.address = address;
        this.name = name;
    }

    /** The id, never used again after this owner is gone. */
    public int id() {
        return id;
    }

    /** Where the object is, as its pointer would say: another owner may have it after this one was released. */
    public int address() {
        return address;
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
