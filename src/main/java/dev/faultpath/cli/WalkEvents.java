package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.design.migrate.DevicePagemaps;
import dev.faultpath.design.migrate.MigratingFaultHandler;
import dev.faultpath.design.migrate.PageContents;
import dev.faultpath.fault.Driver;
import dev.faultpath.fault.Process;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.model.AddressSpace;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HeldMigrations;
import dev.faultpath.model.Pagemap;
import dev.faultpath.model.Paging;
import dev.faultpath.model.Vma;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What happens to a layout's process around a walk: its CPU and its devices act, each through its own entrance to the model. */
final class WalkEvents {
    /** What the events of an option are. */
    static final String FORM = "ACTION@RANGE, with ACTION read, write, dontneed, munmap, mprotect:r|rw|none, migrate:PAGEMAP, home:PAGEMAP"
            + " or exclusive:PAGEMAP";

    private final LayoutModel model;
    private final Process process;
    private final Map<Pagemap, Driver> drivers = new HashMap<>();
    private final List<Event> before;
    private final List<Event> between;
    private final List<Done> done = new ArrayList<>();

    /**
     * One event.
     *
     * @param when    the option
     * @param action  with its name, as it was given
     * @param verb    of the action
     * @param pagemap whose device acts; null for the CPU
     * @param prot    flags of {@link Vma} for mprotect
     */
    private record Event(String when, String action, String verb, Pagemap pagemap, int prot, long start, long end) {
    }

    /**
     * One that was carried out.
     *
     * @param what   the event as it was given, with its addresses
     * @param result pages that it had an effect on, {@code 0} for a system call that did, or the name of an error
     */
    record Done(String when, String what, String result) {
    }

    /** Reads the events of both options; lists may be null. */
    WalkEvents(LayoutModel model, List<String> before, List<String> between) {
        this.model = model;
        this.before = parse("--before", before);
        this.between = parse("--between", between);
        // Without events the layout's own CPU faults stay as they are.
        process = this.before.isEmpty() && this.between.isEmpty() ? null : process(model.mm());
    }

    private static Process process(AddressSpace mm) {
        DevicePagemaps machine = new DevicePagemaps(mm.memory(), new PageContents());
        Process process = new Process(machine, mm);
        HeldMigrations held = new HeldMigrations();
        mm.faultHandler(new MigratingFaultHandler(machine) {
            @Override
            public void awaitMigration(AddressSpace waiting, int index, long entry) {
                held.awaitMigration(waiting, index, entry);
            }
        });
        return process;
    }

    private List<Event> parse(String when, List<String> texts) {
        List<Event> events = new ArrayList<>();
        for (String text : texts == null ? List.<String>of() : texts) {
            String where = when + " '" + text + "'";
            int at = text.indexOf('@');
            if (at < 0) {
                throw new InputException(where + ": expected " + FORM);
            }
            String action = text.substring(0, at);
            String[] words = action.split(":", 2);
            String name = words.length == 1 ? null : words[1];
            long[] range = WalkRequest.range(model, where, text.substring(at + 1));
            if ((range[1] - range[0]) / Paging.PAGE_SIZE > WalkRequest.MAX_PAGES) {
                throw new InputException(where + ": the most is " + WalkRequest.MAX_PAGES + " pages");
            }
            Pagemap pagemap = null;
            int prot = 0;
            switch (words[0]) {
                case "read", "write", "dontneed", "munmap" -> {
                    if (name != null) {
                        throw new InputException(where + ": " + words[0] + " takes no name");
                    }
                }
                case "mprotect" -> prot = prot(where, name);
                case "migrate", "home", "exclusive" -> pagemap = pagemap(where, name);
                default -> throw new InputException(where + ": expected " + FORM);
            }
            events.add(new Event(when, action, words[0], pagemap, prot, range[0], range[1]));
        }
        return events;
    }

    private static int prot(String where, String name) {
        return switch (name == null ? "" : name) {
            case "r" -> Vma.READ;
            case "rw" -> Vma.READ | Vma.WRITE;
            case "none" -> 0;
            default -> throw new InputException(where + ": expected mprotect:r, mprotect:rw or mprotect:none");
        };
    }

    private Pagemap pagemap(String where, String name) {
        Pagemap pagemap = model.pagemaps().get(name);
        if (pagemap == null) {
            throw new InputException(where + ": the layout declares "
                    + (model.pagemaps().isEmpty() ? "no pagemap" : "the pagemaps " + String.join(", ", model.pagemaps().keySet())));
        }
        return pagemap;
    }

    /** Carries out what comes before the walk. */
    void before() {
        before.forEach(this::carryOut);
    }

    /** Carries out what comes between walk and check; the second time nothing. */
    void between() {
        if (done.size() == before.size()) {
            between.forEach(this::carryOut);
        }
    }

    List<Done> done() {
        return done;
    }

    private void carryOut(Event e) {
        long length = e.end - e.start;
        String what = String.format(Locale.ROOT, "%s 0x%x-0x%x", e.action, e.start, e.end);
        Driver driver = e.pagemap == null ? null : drivers.computeIfAbsent(e.pagemap, p -> new Driver(process, p));
        int rc = switch (e.verb) {
            case "read", "write" -> touch(e);
            case "dontneed" -> process.dontneed(e.start, length);
            case "munmap" -> process.munmap(e.start, length);
            case "mprotect" -> process.mprotect(e.start, length, e.prot);
            case "migrate" -> driver.migrateToDevice(e.start, length);
            case "home" -> driver.migrateToSystem(e.start, length);
            default -> driver.makeExclusive(e.start, length);
        };
        String result = rc < 0 ? Errno.name(rc) : driver == null ? "done" : rc == 1 ? "1 page" : rc + " pages";
        done.add(new Done(e.when.substring(2), what, result));
    }

    private int touch(Event e) {
        byte[] one = new byte[1];
        int rc = 0;
        for (long addr = e.start; rc == 0 && addr < e.end; addr += Paging.PAGE_SIZE) {
            rc = process.read(addr, one);
            rc = rc == 0 && e.verb.equals("write") ? process.write(addr, one) : rc;
        }
        return rc;
    }
}
