"""Plants changes in a build, one at a time, and asks the guard's first stage what it finds.

    planted.py BASE.jar WORK OUT.jsonl [NAME...]

run in the project's folder at the commit that BASE.jar was built from. Each change keeps every answer and costs something that no
compiler takes away. Of each: the sources edited, compiled into a copy of the jar, and compared with `guard --exact`, which counts and
asks no clock. Appends a JSON line a change to OUT.jsonl; names those given only, or all.

A change names the cells that run it (`runs`), which were written down before the run, and those whose set-up alone runs it
(`setUp`): there the guard is right to say that other code was executed, and wrong to say that an operation costs more.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

SOURCES = pathlib.Path("src/main/java/dev/faultpath")
MODEL = "dev.faultpath.model."

# A cell of the set by what tells it from the others of its benchmark.
CALLBACK_RADIX = "RangeWalk callback-radix"
INLINED_RADIX = "RangeWalk inlined-radix"
EXTENTS_WALK = "RangeWalk extents"
RESTART = "WalkRestart record-rewalk"
MAPLE = "VmaLookup maple-tree"
POPULATE_WORDS = "PfnPopulation word-per-page"
POPULATE_EXTENTS = "PfnPopulation extents"
CONSUME = "PfnConsumption word-per-page"
SCAN = "RequestScan hoisted"
OWNER_POINTER = "OwnerComparison owner-pointer"
LAST_PAGEMAP = "OwnerComparison last-pagemap"
PER_RUN = "OwnerComparison per-run"
CALLBACK = "PagemapCallback callback-per-page"
CALLBACK_LAST = "PagemapCallback callback-last-pagemap"
CACHE = "CacheRevalidation generation"
PROTOCOL = "RevalidationProtocol generation"
FAULT = "FaultPath last-pagemap"
REGISTRY = "OwnerRegistry greedy-groups"
MIGRATION = "Migration buddy"

LOAD = "one more load"
BRANCH = "one more branch"
ALLOCATION = "one allocation a walk"
CALL = "a call that no longer inlines"
VOLATILE = "a field made volatile"
BOXED = "an array replaced by a boxed list"

LIST = "java.util.List"
FILLED = "new java.util.ArrayList<>(java.util.Collections.nCopies(%s))"


def cold(condition, first, term):
    """A branch that never runs and makes its method too large to be inlined, which is from 326 bytes of byte code on."""
    return "if (%s) { long x = %s; %s throw new IllegalStateException(Long.toString(x)); } " % (
        condition, first, ("x = x * 31 + %s; " % term) * 45)


def change(name, kind, jdk, file, runs, *texts, set_up=(), note=None):
    return {"name": name, "kind": kind, "jdk": jdk, "file": file, "runs": list(runs), "setUp": list(set_up), "note": note,
            "texts": [texts[i:i + 2] for i in range(0, len(texts), 2)]}


CHANGES = [
    change("load-owner-pointer", LOAD, 17, "design/owner/OwnerPointerComparison.java", [OWNER_POINTER],
           "return pagemapOf(entry).owner() == owner;",
           "return pagemap(pagemapId(entry) + (int) (memmap[((int) " + MODEL + "Pte.pfn(entry) << " + MODEL
           + "Memmap.STRIDE_SHIFT) + 5] >>> 63)).owner() == owner;"),
    change("load-inlined-radix", LOAD, 25, "design/walk/InlinedRadixWalk.java", [INLINED_RADIX],
           "table.read(entries, index), index)", "table.read(entries, index) | table.read(entries, index), index)"),
    change("load-maple-tree", LOAD, 17, "design/walk/MapleTreeLookup.java", [MAPLE],
           "return areas[area];", "return areas[area + (areas[area].flags() >>> 31)];"),
    change("branch-last-pagemap", BRANCH, 25, "design/owner/LastPagemapComparison.java", [LAST_PAGEMAP],
           "int pagemap = pagemapId(entry);", "int pagemap = pagemapId(entry); if (pagemap < -7) { return false; }"),
    change("branch-callback-per-page", BRANCH, 17, "design/callback/CallbackPerPageCheck.java", [CALLBACK],
           "return client.ask(pagemap);", "if (pagemap.owner() == null) { return false; } return client.ask(pagemap);",
           note="not one of the twenty: with the cell's placement all owners match, so its set-up alone runs what follows a mismatch; "
           "branch-owner-first took its place"),
    change("branch-owner-first", BRANCH, 17, "design/callback/OwnerFirstCheck.java", [CALLBACK, CALLBACK_LAST],
           "return pagemap.owner() == owner ||", "if (pagemap.owner() == null) { return false; } return pagemap.owner() == owner ||"),
    change("branch-dense-words", BRANCH, 25, "design/populate/DensePopulation.java", [POPULATE_WORDS, CONSUME],
           "words[at + i] = words[at + i] & HmmPfn.STICKY | reader.word(entries, first + i);",
           "long word = reader.word(entries, first + i); if (word == -1L) { throw new IllegalStateException(); } "
           "words[at + i] = words[at + i] & HmmPfn.STICKY | word;"),
    change("branch-per-run", BRANCH, 17, "design/PerRunLoop.java", [PER_RUN],
           "long pfn = Pte.pfn(entry);", "long pfn = Pte.pfn(entry); if (pfn == 7) { throw new IllegalStateException(); }"),
    change("allocation-extents", ALLOCATION, 25, "design/walk/ExtentsWalk.java", [EXTENTS_WALK],
           "int run = -1;", "planted = new long[4]; int run = -1;", "private int size;", "private int size; static Object planted;"),
    change("allocation-callback-radix", ALLOCATION, 17, "design/walk/CallbackRadixWalk.java", [CALLBACK_RADIX, RESTART, CACHE, FAULT],
           "return PageWalk.range(", "planted = new long[4]; return PageWalk.range(",
           "private static final MmWalkOps OPS", "static Object planted; private static final MmWalkOps OPS",
           set_up=[POPULATE_WORDS, POPULATE_EXTENTS, CONSUME, PROTOCOL]),
    change("allocation-recorded", ALLOCATION, 25, "design/walk/HmmWalk.java", [RESTART],
           "int rc = Errno.EBUSY;\n        for (", "planted = new long[4]; int rc = Errno.EBUSY;\n        for (",
           "private long walks;", "private long walks; static Object planted;"),
    change("allocation-greedy-groups", ALLOCATION, 17, "design/registry/GreedyGroupsRegistry.java", [REGISTRY],
           "peer.register(this);", "peer.register(this); planted = new long[1];", "    Peer head;", "    Peer head; static Object planted;"),
    change("call-client-ask", CALL, 25, "design/callback/Client.java", [CALLBACK_LAST],
           "if (owner == null) {\n            return false;", cold("pagemap == null", "7", "device.id()")
           + "if (owner == null) {\n            return false;", set_up=[CALLBACK]),
    change("call-leaf-reader", CALL, 17, "design/populate/LeafReader.java", [POPULATE_WORDS, POPULATE_EXTENTS, CONSUME],
           "return DecisionTable.snapshot(entry,", cold("entry == Long.MIN_VALUE", "index", "entries.length")
           + "return DecisionTable.snapshot(entry,"),
    change("call-decision-need", CALL, 25, "design/walk/DecisionTable.java",
           [CALLBACK_RADIX, INLINED_RADIX, EXTENTS_WALK, RESTART, SCAN, CACHE, FAULT],
           "if ((request & HmmPfn.REQ_FAULT) == 0) {", cold("request == Long.MIN_VALUE", "cpuFlags", "request")
           + "if ((request & HmmPfn.REQ_FAULT) == 0) {", set_up=[POPULATE_WORDS, POPULATE_EXTENTS, CONSUME, PROTOCOL]),
    change("volatile-walk-range", VOLATILE, 17, "design/walk/HmmWalk.java",
           [CALLBACK_RADIX, INLINED_RADIX, EXTENTS_WALK, RESTART, CACHE, FAULT],
           "private HmmRange range;", "private volatile HmmRange range;",
           set_up=[POPULATE_WORDS, POPULATE_EXTENTS, CONSUME, PROTOCOL]),
    change("volatile-callback-verdict", VOLATILE, 25, "design/callback/CallbackLastPagemapCheck.java", [CALLBACK_LAST],
           "private boolean verdict;", "private volatile boolean verdict;"),
    change("volatile-buddy-free", VOLATILE, 17, "design/migrate/BuddyAllocator.java", [MIGRATION],
           "private int free;", "private volatile int free;", set_up=[FAULT]),
    change("boxed-maple-slots", BOXED, 25, "model/MapleTree.java", [MAPLE],
           "private final int[] slots;", "private final " + LIST + "<Integer> slots;",
           "slots = new int[total * STRIDE];", "int[] filled = new int[total * STRIDE];",
           "System.arraycopy(what, 0, slots, 0, ranges);", "System.arraycopy(what, 0, filled, 0, ranges);",
           "slots[at] = below + i;", "filled[at] = below + i;",
           "            first += width;\n        }\n", "            first += width;\n        }\n        slots = Arrays.stream(filled).boxed()"
           ".collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));\n",
           "slots[slot(node, key)]", "slots.get(slot(node, key))", "return slots[slot];", "return slots.get(slot);"),
    change("boxed-device-entries", BOXED, 17, "design/populate/DeviceEntries.java", [CONSUME],
           "private final long[] ptes;", "private final " + LIST + "<Long> ptes;",
           "ptes = new long[blocks * BLOCK];", "ptes = " + FILLED % "blocks * BLOCK, 0L" + ";",
           "Arrays.fill(ptes, place, place + pages, Pte.NONE);", "for (int i = place; i < place + pages; i++) { ptes.set(i, Pte.NONE); }",
           "ptes[place++] = Pte.page(pfn++, writable);", "ptes.set(place++, Pte.page(pfn++, writable));",
           "ptes[place] = Pte.page(pfn, writable);", "ptes.set(place, Pte.page(pfn, writable));",
           "ptes[from + at]", "ptes.get(from + at)", set_up=[POPULATE_WORDS, POPULATE_EXTENTS]),
    change("boxed-pagemap-set", BOXED, 25, "design/revalidate/PagemapSet.java", [PROTOCOL, CACHE],
           "private int[] round = new int[8];", "private final " + LIST + "<Integer> round = " + FILLED % "8, 0" + ";",
           "if (id >= round.length) {\n            round = Arrays.copyOf(round, Math.max(id + 1, 2 * round.length));",
           "while (id >= round.size()) {\n            round.add(0);",
           "id < round.length", "id < round.size()", "round[id] == current", "round.get(id) == current",
           "round[id] = current;", "round.set(id, current);", "Arrays.fill(round, 0);", "java.util.Collections.fill(round, 0);"),
]


def plant(what, base, work):
    """The base jar with one source edited."""
    text = (SOURCES / what["file"]).read_text()
    for old, new in what["texts"]:
        if old not in text:
            sys.exit("%s: no text '%s'" % (what["name"], old))
        text = text.replace(old, new)
    folder = work / what["name"]
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "src" / pathlib.Path(what["file"]).name
    classes = folder / "classes"
    source.parent.mkdir(parents=True)
    classes.mkdir()
    source.write_text(text)
    subprocess.run(["javac", "--release", "17", "-proc:none", "-nowarn", "-cp", str(base), "-d", str(classes), str(source)], check=True)
    jar = folder / "planted.jar"
    shutil.copyfile(base, jar)
    subprocess.run(["jar", "uf", str(jar), "-C", str(classes), "."], check=True)
    return jar


def short(label):
    """A cell of the guard set as it is named above."""
    design = re.search(r"[{,]design=([^,}]*)", label)
    return label.split("Benchmark.")[0] + " " + (design.group(1) if design else "-")


def of_operation(exact):
    """Whether counts of an operation differ, and not only what was executed in all."""
    instructions = exact["instructions"]
    return bool(exact["changes"] or exact["methods"] or instructions and instructions["before"] != instructions["after"])


def how(cell):
    """How the guard found a cell changed; None if it says that nothing is."""
    if cell["outcome"] == "regressed":
        return "red"
    exact = cell.get("exact")
    if exact and of_operation(exact):
        return "named"
    return "other code" if exact and exact["otherCode"] else None


def run(what, base, work):
    jar = plant(what, base, work)
    answer = jar.with_name("guard.json")
    answer.unlink(missing_ok=True)
    temp = work / "tmp"
    temp.mkdir(exist_ok=True)
    begun = time.time()
    done = subprocess.run(["nice", "-n", "19", "java", "-Djava.io.tmpdir=" + str(temp), "-jar", str(base), "guard", "--exact", "--baseline",
                           str(base), "--candidate", str(jar), "--jdk", str(what["jdk"]), "--json", str(answer)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seconds = round(time.time() - begun, 1)
    if not answer.exists():
        print(done.stdout, done.stderr)
    return told(what, done.returncode, seconds, json.loads(answer.read_text()) if answer.exists() else None)


def told(what, code, seconds, said):
    """What a run found, with the counts of every cell that was counted."""
    record = {k: what[k] for k in ("name", "kind", "file", "jdk", "runs", "setUp", "note")}
    record["edit"] = [[old, new if len(new) < 400 else new[:120] + " …"] for old, new in what["texts"]]
    record.update(exitCode=code, seconds=seconds)
    if said is None:
        return record
    cells = {short(c["cell"]): c for c in said["cells"]}
    others = {name: how(c) for name, c in cells.items() if name not in what["runs"] and how(c)}
    set_up = [name for name, found in others.items() if found == "other code" and name in what["setUp"]]
    record["found"] = {name: how(cells[name]) for name in what["runs"]}
    record["elsewhere"] = {name: found for name, found in others.items() if name not in set_up}
    record["setUpNamed"] = set_up
    record["notMeasured"] = {name: c["reason"] for name, c in cells.items() if c["outcome"] == "not measured"}
    record["counted"] = sum(1 for c in cells.values() if c.get("exact"))
    record["cells"] = [{k: c[k] for k in ("cell", "outcome", "reason", "changed", "exact") if c.get(k)} for c in said["cells"]]
    return record


def main(base, work, out, *names):
    work = pathlib.Path(work)
    by_name = {what["name"]: what for what in CHANGES}
    for name in names or by_name:
        record = run(by_name[name], pathlib.Path(base), work)
        with open(out, "a") as file:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
        print(name, record["jdk"], record.get("found"), "elsewhere", record.get("elsewhere"), "set-up", record.get("setUpNamed"),
              "not measured", record.get("notMeasured"), "exit", record["exitCode"], record["seconds"], "s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
