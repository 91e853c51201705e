package dev.faultpath.model;

/** A GPU, or another device with memory of its own. */
public final class Device {
    private final int id;
    private final String name;
    private final int busAddress;

    /**
     * @param id position among the devices of the machine, from 0
     * @param name for people
     * @param busAddress PCI domain, bus, device and function in one number; another device may have it after this one is gone
     */
    Device(int id, String name, int busAddress) {
        this.id = id;
        this.name = name;
        this.busAddress = busAddress;
    }

    /** Position among the devices of the machine. */
    public int id() {
        return id;
    }

    /** The name for people. */
    public String name() {
        return name;
    }

    /** PCI domain, bus, device and function. */
    public int busAddress() {
        return busAddress;
    }

    @Override
    public String toString() {
        return name;
    }
}
