package dev.faultpath.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import dev.faultpath.Table;
import dev.faultpath.fault.FaultShape;
import dev.faultpath.layout.DevicePlacement;
import dev.faultpath.layout.Layout;
import dev.faultpath.layout.LayoutModel;
import dev.faultpath.layout.Layouts;
import dev.faultpath.layout.ModelBuilder;
import dev.faultpath.model.Errno;
import dev.faultpath.model.HmmPfn;
import dev.faultpath.model.Owner;
import dev.faultpath.model.Paging;
import dev.faultpath.results.Json;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the reference engine over a layout and prints what it answers, word by word in runs. */
@Command(name = "walk", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs hmm_range_fault, as the model has it, over a layout and prints its return code and words.",
        footer = {"",
            "A word's flags: V valid, W writable, E error, D dma-mapped, P p2pdma, B p2pdma-bus; '-' none.",
            "A pfn with + rises by one from page to page, with - it falls; 'a -> b' is an entry that CPU faults changed.",
            "Words before the stop are output ('out'); those after it are still what the caller put there ('in').",
            "Events: " + WalkEvents.FORM + ". The device of a pagemap migrates pages to it and home, or takes them for itself.",
            "What one walk cannot show (several walks, fork, pins, contents, hooks at other places): Process and Driver of the model.",
            "Exit code: 0 when the walk was carried out, whatever it returned; 2 for an input that cannot be used."})
final class WalkCommand extends PrintingCommand implements Callable<Integer> {
    /** Version of the JSON form; grows when a field changes its meaning. */
    static final String SCHEMA = "faultpath-walk/1";

    @Parameters(index = "0", paramLabel = "LAYOUT", completionCandidates = Names.LayoutNames.class,
            description = "A layout file, or the name of a synthetic or captured layout.")
    private String layoutName;

    @Option(names = "--place", paramLabel = "RULE", description = "Put anonymous present pages into device memory first: own,"
            + " foreign, alternate:RUNLENGTH:DEVICES, clique:RUNLENGTH:DEVICES, one-in:N:SEED or random:PERCENT:DEVICES:SEED.")
    private String place;

    @Option(names = "--range", paramLabel = "START-END|START+PAGES", description = "Hexadecimal addresses 0x..., or decimal"
            + " pages counted from the first VMA. Default: from the first VMA to the last.")
    private String range;

    @Option(names = "--request", paramLabel = "S|F|W", description = "Snapshot (default), fault, or write fault on every page.")
    private String request;

    @Option(names = "--default-flags", paramLabel = "BITS", description = "default_flags: 0, F (REQ_FAULT), W (REQ_WRITE),"
            + " F|W, or 0x...")
    private String defaultFlags;

    @Option(names = "--mask", paramLabel = "BITS", description = "pfn_flags_mask, in the same form. Default: F|W with"
            + " --request-words, else 0.")
    private String mask;

    @Option(names = "--request-words", paramLabel = "WORD[*N],...", description = "Words of the first pages: S, F, W"
            + " (REQ_FAULT|REQ_WRITE) or 0x..., each with an optional repeat count; the others are S.")
    private String words;

    @Option(names = "--owner", paramLabel = "NAME|none", description = "dev_private_owner. Default: the first owner that the"
            + " layout declares.")
    private String owner;

    @Option(names = "--engine", paramLabel = "SHAPE", defaultValue = "record-rewalk", description = "inside-walk (CPU faults"
            + " inside the walk, up to 7.0) or record-rewalk (since; default).")
    private String engine;

    @Option(names = "--once", description = "Do not start over when the notifier sequence moved; shows -EBUSY.")
    private boolean once;

    @Option(names = "--before", paramLabel = "EVENT", description = "What CPU or devices do before the walk; may be repeated.")
    private List<String> before;

    @Option(names = "--between", paramLabel = "EVENT", description = "The same once between the walk and the check of the sequence.")
    private List<String> between;

    @Option(names = "--json", description = "Print JSON, schema " + SCHEMA + ".")
    private boolean json;

    @Override
    public Integer call() {
        FaultShape shape = shape();
        DevicePlacement placement = place == null ? null : DevicePlacement.parse(place);
        Layout layout = Layouts.named(layoutName);
        if (placement != null) {
            layout = placed(layout, placement);
        }
        LayoutModel model = ModelBuilder.build(layout);
        Owner asker = asker(model);
        WalkRequest req = WalkRequest.of(model, range, request, defaultFlags, mask, words);
        WalkEvents events = new WalkEvents(model, before, between);
        WalkResult result = WalkResult.of(model, req, asker, shape, once, events);
        if (json) {
            out().print(json(req, asker, result, events.done()) + "\n");
        } else {
            text(req, asker, result, events.done());
        }
        return 0;
    }

    private Layout placed(Layout layout, DevicePlacement placement) {
        try {
            return placement.apply(layout);
        } catch (IllegalArgumentException e) {
            throw new InputException("--place " + place + " on " + layoutName + ": " + e.getMessage(), e);
        }
    }

    private FaultShape shape() {
        for (FaultShape s : FaultShape.values()) {
            if (name(s).equals(engine)) {
                return s;
            }
        }
        throw new InputException("--engine '" + engine + "': expected inside-walk or record-rewalk");
    }

    private static String name(FaultShape shape) {
        return shape.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Owner asker(LayoutModel model) {
        if (owner == null) {
            return model.asker();
        }
        if (owner.equals("none")) {
            return null;
        }
        Owner found = model.owners().get(owner);
        if (found == null) {
            throw new InputException("--owner '" + owner + "': the layout declares "
                    + (model.owners().isEmpty() ? "no owner" : String.join(", ", model.owners().keySet())) + "; none for no owner");
        }
        return found;
    }

    private void text(WalkRequest req, Owner asker, WalkResult r, List<WalkEvents.Done> events) {
        int pages = req.words().length;
        wrapped("layout    ", layoutName + (place == null ? "" : ", placed " + place));
        line("range     0x%x-0x%x, %d pages", req.start(), req.end(), pages);
        wrapped("request   ", "default_flags " + bits(req.defaultFlags()) + ", pfn_flags_mask " + bits(req.mask()) + ", owner "
                + (asker == null ? "none" : asker.name()) + ", engine " + engine);
        line("returns   %s", Errno.name(r.rc()));
        if (r.rc() == 0) {
            line("output    all %d words", pages);
        } else {
            line("output    %d words of %d; stopped at 0x%x, page %d", r.pages(), pages,
                    req.start() + (long) r.pages() * Paging.PAGE_SIZE, r.pages());
        }
        wrapped("counts    ", "walks " + r.walks() + ", restarts " + r.restarts() + ", cpu faults " + r.cpuFaults() + ", migration waits "
                + r.migrationWaits() + ", started over " + r.retries());
        if (r.reason() != null) {
            wrapped("reason    ", r.reason());
        }
        events.forEach(e -> wrapped(String.format(Locale.ROOT, "%-9s ", e.when()), e.what() + ": " + e.result()));
        r.notes().forEach(note -> wrapped("note      ", "the kernel differs: " + note));
        line("");
        Table table = new Table(0, "llrlrll").row("", "addresses", "pages", "flags", "order", "pfn", "entry");
        for (WalkResult.WordRun run : r.runs()) {
            table.row(run.output() ? "out" : "in", String.format(Locale.ROOT, "0x%012x-0x%012x", run.addr(), run.end()),
                    Long.toString(run.pages()), flags(run.word()), Integer.toString(HmmPfn.order(run.word())), pfn(run), entry(run));
        }
        out().print(fit(table.text(width())));
    }

    private static String pfn(WalkResult.WordRun run) {
        long pfn = HmmPfn.pfn(run.word());
        String step = run.pages() == 1 || run.pfnStep() == 0 ? "" : run.pfnStep() > 0 ? "+" : "-";
        return pfn == 0 ? "-" : "0x" + Long.toHexString(pfn) + step;
    }

    private static String entry(WalkResult.WordRun run) {
        return run.found().equals(run.now()) ? run.found() : run.found() + " -> " + run.now();
    }

    /** Flag letters of a word. */
    private static String flags(long word) {
        StringBuilder b = new StringBuilder();
        String letters = "VWEDPB";
        for (int i = 0; i < letters.length(); i++) {
            if ((word >>> 63 - i & 1) != 0) {
                b.append(letters.charAt(i));
            }
        }
        return b.isEmpty() ? "-" : b.toString();
    }

    private static String bits(long word) {
        if (word == 0) {
            return "0";
        }
        if ((word & ~(HmmPfn.REQ_FAULT | HmmPfn.REQ_WRITE)) != 0) {
            return "0x" + Long.toHexString(word);
        }
        return word == HmmPfn.REQ_FAULT ? "F" : word == HmmPfn.REQ_WRITE ? "W" : "F|W";
    }

    private String json(WalkRequest req, Owner asker, WalkResult r, List<WalkEvents.Done> events) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.put("schema", SCHEMA).put("layout", layoutName).put("placement", place);
        root.put("start", hex(req.start())).put("end", hex(req.end())).put("pages", req.words().length);
        root.put("defaultFlags", hex(req.defaultFlags())).put("pfnFlagsMask", hex(req.mask()));
        root.put("owner", asker == null ? null : asker.name()).put("engine", engine);
        root.put("returnCode", r.rc()).put("returnName", Errno.name(r.rc())).put("outputPages", r.pages());
        root.putObject("counts").put("walks", r.walks()).put("restarts", r.restarts()).put("cpuFaults", r.cpuFaults())
                .put("migrationWaits", r.migrationWaits()).put("retries", r.retries());
        root.put("reason", r.reason());
        ArrayNode happened = root.putArray("events");
        events.forEach(e -> happened.addObject().put("when", e.when()).put("event", e.what()).put("result", e.result()));
        ArrayNode notes = root.putArray("notes");
        r.notes().forEach(note -> notes.add(note.toString()));
        ArrayNode runs = root.putArray("runs");
        for (WalkResult.WordRun run : r.runs()) {
            runs.addObject().put("start", hex(run.addr())).put("pages", run.pages()).put("output", run.output())
                    .put("word", hex(run.word())).put("flags", flags(run.word())).put("order", HmmPfn.order(run.word()))
                    .put("pfn", HmmPfn.pfn(run.word())).put("pfnStep", run.pfnStep())
                    .put("found", run.found()).put("now", run.now());
        }
        try {
            // Line ends do not depend on the platform.
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            return Json.MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter))
                    .writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(long v) {
        return "0x" + Long.toHexString(v);
    }
}
