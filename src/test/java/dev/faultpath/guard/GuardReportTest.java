package dev.faultpath.guard;

import static dev.faultpath.guard.decision.GuardForks.counter;
import static dev.faultpath.guard.decision.GuardForks.failed;
import static dev.faultpath.guard.decision.GuardForks.fork;
import static dev.faultpath.guard.decision.GuardForks.pair;
import static dev.faultpath.guard.decision.GuardForks.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.decision.GuardCell;
import dev.faultpath.guard.decision.GuardForks;
import dev.faultpath.guard.decision.GuardResult;
import dev.faultpath.guard.decision.GuardResult.Inconclusive;
import dev.faultpath.guard.decision.Procedure;
import dev.faultpath.guard.decision.Request;
import dev.faultpath.results.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GuardReportTest {
    private static double tiny(Request r) {
        return (r.number() % 2 == 0 ? 1 : -1) * (0.001 + 0.00001 * Math.floorDiv(r.number() + 1, 2));
    }

    /** One cell of each outcome. */
    private static GuardResult all() {
        List<GuardCell> cells = new ArrayList<>();
        for (String label : List.of("wide", "slow", "rose", "fell", "quiet")) {
            cells.add(GuardForks.compared(label + "{pages=512|x}", 20));
        }
        cells.add(GuardForks.missing("gone", "the baseline has no such benchmark"));
        Procedure procedure = run(new Procedure(GuardForks.PLAN, cells, 11), r -> switch (r.cell().substring(0, 4)) {
            case "wide" -> pair(r, fork(1000, 0.01), fork(1000 * Math.exp(60 * tiny(r)), 0.01));
            case "slow" -> pair(r, fork(1000, 0.01), fork(1042 * Math.exp(tiny(r)), 0.01));
            case "rose" -> pair(r, fork(1000, 1000, 0.01, 0.0, new TreeMap<>()), fork(1000 * Math.exp(tiny(r)), 1000, 0.01, 24.0,
                    new TreeMap<>()));
            case "fell" -> r.number() == 1 ? pair(r, failed("killed"), fork(1000, 0.01))
                    : pair(r, fork(1000, 1000, 0.01, 0.0, counter("walks", 2)), fork(1000 * Math.exp(tiny(r)), 1000, 0.01, 0.0,
                            counter("walks", 1)));
            default -> pair(r, fork(1000, 0.01), fork(1000 * Math.exp(tiny(r)), 0.01));
        });
        ObjectNode run = Json.MAPPER.createObjectNode();
        run.putObject("baseline").put("name", "main").put("commit", "0123456789");
        run.put("jdk", "17");
        return procedure.result(run, List.of());
    }

    @Test
    void theTableSaysWhatMattersFirst() {
        String text = GuardReport.text(all());
        assertThat(text).startsWith("baseline: name main, commit 0123456789\njdk: 17\n");
        assertThat(text.indexOf("  slow{")).isPositive().isLessThan(text.indexOf("  gone")).isGreaterThan(text.indexOf("adjusted p"));
        assertThat(text.indexOf("  gone")).isLessThan(text.indexOf("  wide{"));
        assertThat(text.indexOf("  wide{")).isLessThan(text.indexOf("  quiet{"));
        assertThat(text).containsPattern("slow\\{pages=512\\|x} +REGRESSED \\(strong\\) +\\+4\\.2 % +\\[\\+4\\.\\d %, \\+4\\.\\d %]");
        assertThat(text).contains("slow{pages=512|x}: slower, surely by more than the margin", "rose{pages=512|x}: B/op rose from 0 to 24",
                "fell{pages=512|x}: walks fell (1, before 2)", "fell{pages=512|x}: lost a pair: baseline: killed",
                "gone: the baseline has no such benchmark");
        assertThat(text).contains("\nRegressed: 2 regressed, 1 not measured, 1 inconclusive, 2 unchanged\n");
        assertThat(text).containsPattern("finds, in 95 of 100 cases, a slow-down of 3 % in 4, 5 % in 4, 10 % in \\d of 5 cells\\.");
        assertThat(text).contains("next: a second run with another seed", "guard --cells 'slow{pages=512|x}' 'rose{pages=512|x}'\n",
                "next: the undecided cells alone", "next: see why these were not measured: 'gone'", "seed 11.");
        assertThat(text).contains("if nothing is slower, at most 1 % of runs call anything so",
                "a slow-down of 3 % or more is excluded; wrong in at most 5 %");
    }

    @Test
    void markdownHoldsTheSame() {
        String text = GuardReport.markdown(all());
        assertThat(text).startsWith("### Regressed: 2 regressed, 1 not measured, 1 inconclusive, 2 unchanged\n");
        assertThat(text).contains("| `slow{pages=512\\|x}` | **REGRESSED (strong)** | +4.2 % |",
                "* gone: the baseline has no such benchmark\n",
                "* Next: a second run with another seed", "<details><summary>How this was decided</summary>");
        for (String line : text.split("\n")) {
            if (line.startsWith("|")) {
                assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count()).as(line).isEqualTo(9);
            }
        }
    }

    @Test
    void jsonHasFixedKeysAndSortedCells() throws IOException {
        JsonNode root = Json.MAPPER.readTree(GuardJson.of(all()));
        List<String> keys = new ArrayList<>();
        root.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactly("schema", "method", "exitCode", "run", "rules", "seed", "stopped", "voids", "counts", "cells",
                "rulers");
        assertThat(root.get("exitCode").asInt()).isEqualTo(1);
        assertThat(root.get("seed").asLong()).isEqualTo(11);
        assertThat(root.at("/rules/confirm/looks/3/pairs").asInt()).isEqualTo(32);
        assertThat(root.at("/counts/not measured").asInt()).isEqualTo(1);
        List<String> labels = new ArrayList<>();
        root.get("cells").forEach(c -> labels.add(c.get("cell").asText()));
        assertThat(labels).hasSize(6).isSorted();
        JsonNode slow = root.get("cells").get(4);
        assertThat(slow.get("outcome").asText()).isEqualTo("regressed");
        assertThat(slow.at("/evidence/stage").asText()).isEqualTo("confirm");
        assertThat(slow.at("/evidence/ratio/estimate").asDouble()).isBetween(1.041, 1.043);
        assertThat(slow.get("pairsNeeded").isNull()).isTrue();
        JsonNode gone = root.get("cells").get(1);
        assertThat(gone.get("evidence").isNull()).isTrue();
        assertThat(root.get("cells").get(5).get("pairsNeeded").asInt()).isPositive();
        assertThat(root.at("/cells/3/gates/0/name").asText()).isEqualTo("B/op");
        assertThat(root.at("/cells/3/evidence/lower").isNull()).isTrue();
    }

    @Test
    void theLocaleDoesNotMatter() {
        GuardResult result = all();
        String text = GuardReport.text(result) + GuardReport.markdown(result) + GuardJson.of(result);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(GuardReport.text(all()) + GuardReport.markdown(all()) + GuardJson.of(all())).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void otherEndingsHaveTheirWords() {
        GuardResult r = all();
        GuardResult isVoid = new GuardResult(r.run(), r.rules(), 1, r.cells(), r.rulers(), List.of("ruler x: differs"), null);
        assertThat(GuardReport.text(isVoid)).contains("\nVoid: ruler x: differs\n", "next: run it again when the machine is quieter")
                .doesNotContain("second run");
        assertThat(isVoid.exitCode(Inconclusive.REPORT)).isEqualTo(4);
        GuardResult quiet = new GuardResult(r.run(), r.rules(), 1, List.of(r.cells().get(4)), List.of(), List.of(), "the time is over");
        assertThat(GuardReport.text(quiet)).contains("\nNot slower by 3 %: 1 unchanged; ended early, the time is over\n")
                .doesNotContain("next:");
        GuardResult open = new GuardResult(r.run(), r.rules(), 1, List.of(r.cells().get(0)), List.of(), List.of(), null);
        assertThat(GuardReport.text(open)).contains("\nInconclusive: 1 inconclusive\n").containsPattern("about \\d+ fresh pairs decide");
        GuardResult missing = new GuardResult(r.run(), r.rules(), 1, List.of(r.cells().get(5)), List.of(), List.of(), null);
        assertThat(GuardReport.text(missing)).contains("\nNot measured: 1 not measured\n");
        GuardResult none = new GuardResult(r.run(), r.rules(), 1, List.of(), List.of(), List.of(), null);
        assertThat(none.exitCode(Inconclusive.PASS)).isEqualTo(4);
    }
}
