package dev.faultpath.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Verdict;
import dev.faultpath.report.KnownRatios;
import dev.faultpath.report.Row;
import dev.faultpath.report.RowGroup;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.Fork;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.ResultSet;
import dev.faultpath.stats.Ratios;
import dev.faultpath.stats.SignedRank;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a reader has to know of the data before believing a number made of it. */
final class Warnings {
    private static final List<String> PUBLICATIONS = List.of("publish", "standard");

    private Warnings() {
    }

    /** The gravest first; {@code groups} are the rows of all cells. */
    static List<Page.Warning> of(ResultSet set, List<RowGroup> groups, List<ClaimVerdict> verdicts) {
        List<Page.Warning> warnings = new ArrayList<>();
        for (ResultFolder folder : set.folders()) {
            String of = set.folders().size() == 1 ? "" : folder.name() + ": ";
            folder(folder, of, warnings);
        }
        cells(set, warnings);
        rows(set, groups, warnings);
        List<ClaimVerdict> undecided = verdicts.stream().filter(v -> v.verdict() == Verdict.INCONCLUSIVE).toList();
        add(warnings, undecided.size() + " of " + verdicts.size() + " claims are not decided by these results.",
                undecided.stream().map(v -> v.claim() + " " + v.said() + ": " + v.design().because()).toList());
        return warnings;
    }

    private static void folder(ResultFolder folder, String of, List<Page.Warning> warnings) {
        JsonNode env = folder.environment();
        if (env.isEmpty()) {
            add(warnings, of + "The results come without an environment: machine, build of the JDK and measured code are unknown.");
            return;
        }
        JsonNode run = env.path("run");
        List<String> harness = new ArrayList<>();
        run.path("harnessFailures").forEach(f -> harness.add(f.asText()));
        add(warnings, of + "The harness was not fit in this run: its own rows do not keep the relations stated beforehand."
                + " Believe nothing of it.", harness);
        if (!PUBLICATIONS.contains(env.path("preset").asText())) {
            add(warnings, of + "Preset " + env.path("preset").asText("unknown") + ": a first look at few cells, not a publication.");
        }
        if (env.path("dirty").asBoolean()) {
            add(warnings, of + "The measured code is not that of commit " + env.path("commit").asText() + ": files had been changed.");
        } else if (!env.path("dirty").isBoolean()) {
            add(warnings, of + "It is not known whether the measured code is that of a commit.");
        }
        if (run.path("end").asText().equals("interrupted")) {
            add(warnings, of + "The run was interrupted.");
        }
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        run.path("blocks").forEach(b -> blocks.computeIfAbsent(b.path("status").asText(), s -> new ArrayList<>())
                .add("block " + b.path("block").asText() + ": " + b.path("reason").asText("no reason given")));
        int all = run.path("blocks").size();
        add(warnings, of + "The machine was not quiet in " + count(blocks, "void") + " of " + all
                + " blocks. They are stored, do not count, and were run again.", blocks.getOrDefault("void", List.of()));
        add(warnings, of + "The machine was not quiet in " + count(blocks, "noisy") + " of " + all + " blocks that do count, as"
                + " waiting for better ones had been in vain.", blocks.getOrDefault("noisy", List.of()));
    }

    private static int count(Map<String, List<String>> blocks, String status) {
        return blocks.getOrDefault(status, List.of()).size();
    }

    private static void cells(ResultSet set, List<Page.Warning> warnings) {
        List<String> none = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        List<String> few = new ArrayList<>();
        List<String> slow = new ArrayList<>();
        List<String> noisy = new ArrayList<>();
        long forks = 0;
        long slowForks = 0;
        int enough = SignedRank.fewest(Ratios.LEVEL);
        for (CellResult cell : set.cells()) {
            int counting = cell.counting().size();
            if (counting == 0) {
                none.add(cell.label());
            } else if (counting < enough) {
                few.add(cell.label() + ": " + counting);
            }
            long bad = cell.forks().stream().filter(f -> f.status() == Fork.Status.FAILED || f.status() == Fork.Status.TIMEOUT).count();
            long left = cell.forks().stream().filter(f -> f.flags().contains(Fork.SLOW)).count();
            forks += cell.forks().size();
            slowForks += left;
            if (left > 0) {
                slow.add(cell.label() + ": " + left + " of " + cell.forks().size());
            }
            if (cell.noisy() > 0) {
                noisy.add(cell.label() + ": " + cell.noisy() + " of " + counting);
            }
            if (bad > 0) {
                failed.add(cell.label() + ": " + bad + " of " + cell.forks().size());
            }
        }
        int all = set.cells().size();
        add(warnings, none.size() + " of " + all + " cells have no fork that counts.", none);
        add(warnings, failed.size() + " of " + all + " cells have forks that failed.", failed);
        add(warnings, slowForks + " of " + forks + " forks ran on a processor that was slower than usual by more than "
                + Math.round(Fork.MOST_SLOW * 100)
                + " %, by a fixed piece of arithmetic that each fork times. They are stored, do not count,"
                + " and were run again in their block where possible.", slow);
        add(warnings, noisy.size() + " of " + all + " cells have forks that count although the machine was busy, as nothing better came. No"
                + " verdict rests on them; instructions and operations are exact all the same.", noisy);
        add(warnings, few.size() + " of " + all + " cells have fewer than " + enough
                + " forks: too few for the exact test, so their intervals are Student's and assume normal forks.", few);
    }

    private static void rows(ResultSet set, List<RowGroup> groups, List<Page.Warning> warnings) {
        double target = set.environment().path("run").path("targetHalfWidth").asDouble(0);
        List<String> unsettled = new ArrayList<>();
        for (RowGroup group : groups) {
            for (Row row : group.rows()) {
                row.unsettled().ifPresent(r -> {
                    String line = row.label() + r.substring(r.indexOf(": "));
                    if (!unsettled.contains(line)) {
                        unsettled.add(line);
                    }
                });
            }
        }
        add(warnings, unsettled.size() + " of " + set.cells().size() + " cells had not settled when they were measured.", unsettled);
        if (target > 0) {
            KnownRatios known = KnownRatios.of(groups, target);
            add(warnings, String.format(Locale.ROOT, "%d of %d ratios are known less well than the ±%.0f %% that the preset aims at.",
                    known.wide().size(), known.compared(), target * 100), known.wide());
        }
    }

    private static void add(List<Page.Warning> warnings, String text) {
        warnings.add(new Page.Warning(text, List.of()));
    }

    /** No items, no warning. */
    private static void add(List<Page.Warning> warnings, String text, List<String> items) {
        if (!items.isEmpty()) {
            warnings.add(new Page.Warning(text, items));
        }
    }
}
