package dev.faultpath.fault;

import dev.faultpath.design.revalidate.AccessRevalidation;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Device;
import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.Owner;
import dev.faultpath.model.PageMover;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes memory away from clients, and gives it back: a right is withdrawn, a link goes down, owners are grouped anew, a device is
 * unplugged (designs.md R8). Each runs beside walkers in flight, changes the truth through the client's design, and then zaps. When a
 * method has returned, no client's device table maps what was taken, and no later commit will.
 *
 * <p>The caller holds neither an mmap lock nor a driver's lock and is within no read side: a change may wait for walkers, and they may
 * need any of these. Interruption leaves the right withdrawn and the rest undone; calling again finishes it.
 */
public final class PeerRevocation {
    private static final Runnable NO_FURTHER_CHANGE = () -> { };

    /**
     * One client and what its revocations must go through.
     *
     * @param mm the address space that it sees
     * @param client the driver's side
     * @param design what its walkers use
     */
    public record Client(AddressSpace mm, GpuSvm client, AccessRevalidation design) {
    }

    private final PhysicalMemory memory;
    private final List<Client> clients;

    /** Revocations on one machine; {@code clients} are all who may have device memory of it mapped. */
    public PeerRevocation(PhysicalMemory memory, List<Client> clients) {
        this.memory = memory;
        this.clients = List.copyOf(clients);
    }

    public void grant(Client to, Pagemap pagemap) throws InterruptedException {
        to.design.change(List.of(pagemap), () -> to.client.access().grant(pagemap));
    }

    /**
     * Withdraws a client's right to one pagemap.
     *
     * @return entries of its device table that were zapped
     */
    public int revoke(Client from, Pagemap pagemap) throws InterruptedException {
        return takeBack(from, List.of(pagemap), () -> from.client.access().withdraw(pagemap));
    }

    /** Grants a client all pagemaps of an owner. */
    public void join(Client client, Owner owner) throws InterruptedException {
        client.design.change(pagemaps(owner), () -> client.client.access().join(owner));
    }

    /**
     * Takes a client out of an owner's group, as when owners are grouped anew.
     *
     * @return entries of its device table that were zapped
     */
    public int leave(Client client, Owner owner) throws InterruptedException {
        return takeBack(client, pagemaps(owner), () -> client.client.access().leave(owner));
    }

    /**
     * The link between a client and a device goes down.
     *
     * @return entries of the client's device table that were zapped
     */
    public int linkDown(Client client, Device device) throws InterruptedException {
        return takeBack(client, pagemaps(device), () -> client.client.access().linkDown(device));
    }

    public void linkUp(Client client, Device device) throws InterruptedException {
        client.design.change(pagemaps(device), () -> client.client.access().linkUp(device));
    }

    /**
     * First half of an unplug: no page is moved to the device any more, its pagemaps are dying, and no client maps them; the pages
     * are still there.
     *
     * @return entries of all device tables that were zapped
     */
    public int stop(Device device) throws InterruptedException {
        device.unplug();
        List<Pagemap> dying = pagemaps(device);
        for (Pagemap pagemap : dying) {
            pagemap.kill();
        }
        int zapped = 0;
        for (Client client : clients) {
            dying.stream().filter(p -> p.owner() == client.client.owner()).forEach(client.client::bar);
            zapped += takeBack(client, dying, NO_FURTHER_CHANGE);
        }
        return zapped;
    }

    /**
     * Unplugs a device: {@link #stop}, evict every page, wait for the last reference, remove the pagemaps. Nothing times out.
     *
     * @return 0; {@link dev.faultpath.model.Errno#ENOMEM} if there is no system memory for its pages: it is stopped, and may be
     *     unplugged again later
     */
    public int unplug(Device device) throws InterruptedException {
        stop(device);
        List<Pagemap> dying = pagemaps(device);
        for (Pagemap pagemap : dying) {
            for (Client client : clients) {
                int rc = new PageMover(client.mm).evict(pagemap);
                if (rc != 0) {
                    return rc;
                }
            }
        }
        for (Pagemap pagemap : dying) {
            memory.removePagemap(pagemap);
            clients.forEach(client -> client.client.unbar(pagemap));
        }
        return 0;
    }

    private static int takeBack(Client from, List<Pagemap> affected, Runnable flip) throws InterruptedException {
        if (from.client.driverLock().isHeldByCurrentThread()) {
            throw new IllegalStateException("the driver's lock is held where walkers may be waited for");
        }
        from.design.change(affected, flip);
        int zapped = 0;
        for (Pagemap pagemap : affected) {
            zapped += from.client.zap(pagemap);
        }
        return zapped;
    }

    private List<Pagemap> pagemaps(Device device) {
        List<Pagemap> found = new ArrayList<>();
        for (Pagemap pagemap : memory.livePagemaps()) {
            if (pagemap.device() == device) {
                found.add(pagemap);
            }
        }
        return found;
    }

    private List<Pagemap> pagemaps(Owner owner) {
        List<Pagemap> found = new ArrayList<>();
        for (Pagemap pagemap : memory.livePagemaps()) {
            if (pagemap.owner() == owner) {
                found.add(pagemap);
            }
        }
        return found;
    }
}
