package dev.faultpath.model;

/** A GPU, or another device with memory of its own. */
public final class Device {
    private final int id;
    private final String name;
    private final int busAddress;
    private final Srcu sections = new Srcu();
    private volatile boolean unplugged;

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

    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public int busAddress() {
        return busAddress;
    }

    /**
     * Opens a section in which the device stays plugged, the kernel's {@code drm_dev_enter()}.
     *
     * @return what {@link #exit} must be given, or -1 if it is unplugged
     */
    public int enter() {
        int section = sections.readLock();
        if (unplugged) {
            sections.readUnlock(section);
            return -1;
        }
        return section;
    }

    /** Closes a section, the kernel's {@code drm_dev_exit()}. */
    public void exit(int section) {
        sections.readUnlock(section);
    }

    /**
     * Makes every later {@link #enter} fail and waits until all sections are closed, the kernel's {@code drm_dev_unplug()}.
     *
     * @throws InterruptedException if interrupted while waiting; it stays unplugged, sections may still be open
     */
    public void unplug() throws InterruptedException {
        unplugged = true;
        sections.synchronize();
    }

    @Override
    public String toString() {
        return name;
    }
}
