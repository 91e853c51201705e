package dev.faultpath.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.bench.HarnessChecks;
import dev.faultpath.results.ArisingRow;
import dev.faultpath.results.CellResult;
import dev.faultpath.results.GroupingRow;
import dev.faultpath.results.JmhJson;
import dev.faultpath.results.Json;
import dev.faultpath.results.Operations;
import dev.faultpath.results.Proof;
import dev.faultpath.results.Question;
import dev.faultpath.results.ResultFolder;
import dev.faultpath.results.Stored;
import dev.faultpath.stats.Ratios;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns a finished run into a results folder: written beside its place, then moved there in one step. */
public final class Publication {
    /** Fewest forks from which a row of the harness question is judged. */
    private static final int HARNESS_FORKS = 5;
    /** A part of a folder's name. */
    private static final String NAME = "(\\w[\\w.-]{0,63})";

    private Publication() {
    }

    /**
     * Writes {@code <results>/<UTC date>-<commit>-<machine class>/} with {@code environment.json}, a compressed {@code jdkNN.json}
     * for each JDK, {@value GroupingRow#FILE} with what the owner registries grant, {@value ArisingRow#FILE} with the runs that
     * arise after migrations, {@value Proof#FILE} with what the tests of this build hold, and {@value Operations#FILE} with what
     * cells do, compressed. If a folder of that name exists, the new one gets a number: a published folder never changes.
     *
     * @param log         the run
     * @param environment what was stored at its start; blocks, end and wall time are added
     * @param operations  what the cells do, counted; no file is written if there is none
     * @param results     the folder of all results; made if missing
     * @param layouts     folder with layouts that were captured for the run: they are kept with its results, as nothing else
     *                    could repeat them; may be missing
     * @return the new folder
     * @throws InputException if it cannot be written; nothing half-written is left
     */
    public static Path write(RunLog log, ObjectNode environment, List<Operations> operations, Path results, Path layouts) {
        String name = name(environment);
        Path temp = null;
        try {
            Files.createDirectories(results);
            temp = Disk.temporaryFolder(results, ".new");
            ObjectNode env = environment.deepCopy();
            run(log, env);
            Disk.create(temp.resolve(ResultFolder.ENVIRONMENT), Json.pretty(env).getBytes(StandardCharsets.UTF_8));
            List<CellResult> cells = log.results();
            for (String jdk : cells.stream().map(CellResult::jdk).distinct().toList()) {
                Disk.create(temp.resolve(ResultFolder.fileOf(jdk) + Stored.COMPRESSED),
                        Stored.compressed(JmhJson.write(cells.stream().filter(c -> c.jdk().equals(jdk)).toList())));
            }
            Disk.create(temp.resolve(GroupingRow.FILE), GroupingRow.write(OwnerSchemes.rows()).getBytes(StandardCharsets.UTF_8));
            Disk.create(temp.resolve(ArisingRow.FILE), ArisingRow.write(ArisingRuns.rows()).getBytes(StandardCharsets.UTF_8));
            Disk.create(temp.resolve(Proof.FILE), Proof.write(Proof.all()).getBytes(StandardCharsets.UTF_8));
            if (!operations.isEmpty()) {
                Disk.create(temp.resolve(Operations.FILE + Stored.COMPRESSED), Stored.compressed(Operations.write(operations)));
            }
            if (layouts != null && Files.isDirectory(layouts)) {
                try (Stream<Path> captured = Files.list(layouts)) {
                    for (Path layout : captured.sorted().toList()) {
                        Disk.create(temp.resolve(layout.getFileName().toString()), Files.readAllBytes(layout));
                    }
                }
            }
            Files.setPosixFilePermissions(temp, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            for (int i = 1; ; i++) {
                Path folder = results.resolve(i == 1 ? name : name + "-" + i);
                if (Files.exists(folder)) {
                    continue;
                }
                try {
                    Files.move(temp, folder, StandardCopyOption.ATOMIC_MOVE);
                    return folder;
                } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
                    // Another run took the name meanwhile: the next number.
                } catch (AtomicMoveNotSupportedException e) {
                    throw new InputException(folder + ": this file system cannot move a folder in one step", e);
                }
            }
        } catch (IOException e) {
            throw InputException.because(results + ": the results cannot be written there", e);
        } finally {
            Disk.delete(temp); // where it is still there
        }
    }

    /**
     * Name of a run's folder: date, commit, machine class.
     *
     * @throws InputException if the environment lacks one of them, or has something else in its place
     */
    public static String name(ObjectNode environment) {
        return part(environment.path("started"), "started", "(\\d{4}-\\d{2}-\\d{2})T\\d{2}:\\d{2}:\\d{2}Z") + "-"
                + part(environment.path("commit"), "commit", NAME) + "-"
                + part(environment.path("machine").path("class"), "machine.class", NAME);
    }

    private static String part(JsonNode value, String key, String form) {
        Matcher text = Pattern.compile(form).matcher(value.isTextual() ? value.asText() : "");
        if (!text.matches()) {
            throw new InputException(value.isMissingNode() ? "no environment." + key : "environment." + key + " is " + value);
        }
        return text.group(1);
    }

    private static void run(RunLog log, ObjectNode env) {
        ObjectNode run = env.putObject("run");
        run.put("end", log.end().orElse("interrupted"));
        run.set("forkSeconds", Json.number(log.seconds() - log.paused()));
        if (log.paused() > 0) {
            run.set("pausedSeconds", Json.number(log.paused()));
        }
        run.set("budgetSeconds", Json.number(log.plan().budgetSeconds()));
        run.set("targetHalfWidth", Json.number(log.plan().target()));
        run.put("resumed", log.resumed());
        ArrayNode harness = run.putArray("harnessFailures");
        harnessFailures(log).forEach(harness::add);
        ArrayNode blocks = run.putArray("blocks");
        for (RunLine.Judgement j : log.judgements()) {
            ObjectNode block = blocks.addObject().put("block", j.block()).put("status", j.status());
            if (j.reason() != null) {
                block.put("reason", j.reason());
            }
        }
    }

    /**
     * Relations between the harness's own rows that were stated before any run and do not hold in this one. They are judged on
     * the typical values of the whole run: single forks of equal code differ by more than the relations allow.
     *
     * @return one line each, naming the JDK; empty if all hold or too little of the harness question was run
     */
    public static List<String> harnessFailures(RunLog log) {
        List<CellResult> rows = log.results().stream().filter(c -> c.question().filter(q -> q == Question.Q0).isPresent()
                && c.scores().length >= HARNESS_FORKS).toList();
        List<String> failures = new ArrayList<>();
        for (String jdk : rows.stream().map(CellResult::jdk).distinct().toList()) {
            HarnessChecks.failures((method, pages) -> rows.stream().filter(c -> c.jdk().equals(jdk) && c.method().equals(method)
                    && (c.pages() == pages || c.pages() == 0)).mapToDouble(c -> Ratios.typical(c.mainForm().scores()).estimate())
                    .findFirst().orElse(Double.NaN)).forEach(f -> failures.add("JDK " + jdk + ": " + f));
        }
        return failures;
    }
}
