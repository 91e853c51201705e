package dev.faultpath.claims;

import dev.faultpath.results.CellResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model against the one published breakdown of such a fault: shares of a 2 MiB fault on the xe driver, side by side with the shares
 * that the model's ablation gives, and why they differ. Nothing in the model is tuned to agree.
 *
 * @param source where the published times come from
 * @param rows   one row a stage
 */
public record ExternalCheck(String source, List<Row> rows) {
    /** Where the published times come from. */
    public static final String SOURCE = "Francois Dugast, \"Enable THP support in drm_pagemap\", January 2026, GT statistics of xe";

    /**
     * A stage.
     *
     * @param stage          what it is
     * @param of             what it is a share of
     * @param published4k    published share with 4 KiB pages, 0 to 1
     * @param publishedHuge  published share with transparent huge pages
     * @param models         the model's shares, one a JDK and page size that was measured
     * @param reason         why the two differ, by hand
     */
    public record Row(String stage, String of, double published4k, double publishedHuge, List<Model> models, String reason) {
    }

    /**
     * The model's share of a stage.
     *
     * @param pages {@code 4 KiB}, held against the published 4 KiB pages, or {@code 2 MiB}, held against the huge ones: for stages of the
     *              fault the size of a device entry, for the copy that of the CPU's mapping
     * @param share the share with its interval; the figure names JDK and cells
     */
    public record Model(String pages, Figure share) {
    }

    /**
     * A published time, and the loop of the model whose absence of the stage measures it; without one, the copy of a migration.
     */
    private record Stage(String name, double microseconds4k, double microsecondsHuge, String standIn, String reason) {
    }

    private static final double FAULT_4K = 966;
    private static final double FAULT_HUGE = 132;
    private static final double MIGRATE_4K = 942;
    private static final double MIGRATE_HUGE = 128;

    private static final List<Stage> STAGES = List.of(
            new Stage("migrate", MIGRATE_4K, MIGRATE_HUGE, "without-migrate", "the model migrates with the CPU: no DMA mapping, no TLB flush, no job that waits for a"
                    + " fence; and the process has single pages in both columns, so that only the device's entries grow in the second"),
            new Stage("device copy", 223, 106, null, "the model copies with System.arraycopy from memory to memory: no PCIe, no copy engine,"
                    + " no queue before it"),
            new Stage("get_pages", 9, 1, "without-walk", "the model walks and does not map for DMA, as it has neither device nor IOMMU; a fault with a"
                    + " migration walks twice here, and the walk of single pages weighs more beside a migration without its waits"),
            new Stage("bind", 10, 2, "without-commit", "the model writes the device's entries into an array under the driver's lock: no job, no fence, no"
                    + " TLB invalidation on the device"));

    /** The comparison, for all JDKs that were measured; rows without a measurement have no models. */
    public static ExternalCheck of(Evidence evidence) {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : STAGES) {
            boolean copy = stage.standIn == null;
            List<Model> models = new ArrayList<>();
            for (String jdk : evidence.jdks()) {
                for (String pages : List.of("4k", "2m")) {
                    (copy ? copy(evidence, jdk, pages) : share(evidence, jdk, pages, stage))
                            .ifPresent(f -> models.add(new Model(pages.equals("4k") ? "4 KiB" : "2 MiB", f)));
                }
            }
            rows.add(new Row(stage.name, copy ? "migration" : "fault", stage.microseconds4k / (copy ? MIGRATE_4K : FAULT_4K),
                    stage.microsecondsHuge / (copy ? MIGRATE_HUGE : FAULT_HUGE), List.copyOf(models), stage.reason));
        }
        return new ExternalCheck(SOURCE, List.copyOf(rows));
    }

    private static Optional<Figure> share(Evidence evidence, String jdk, String entries, Stage stage) {
        Map<String, String> params = Map.of("refused", "4", "granule", entries);
        return comparison(evidence, new Evidence.Wanted(jdk, "FaultPathBenchmark", null, stage.standIn, params),
                new Evidence.Wanted(jdk, "FaultPathBenchmark", null, "full", params))
                .map(c -> Figure.of(stage.name, CheckShareClaim.shareOf(c), "share", c.reference(), c.candidate()));
    }

    private static Optional<Figure> copy(Evidence evidence, String jdk, String mapping) {
        Map<String, String> params = Map.of("pages", "512", "mapping", mapping, "work", "round-trip");
        return comparison(evidence, new Evidence.Wanted(jdk, "MigrationBenchmark", null, "baseline-copy", params),
                new Evidence.Wanted(jdk, "MigrationBenchmark", null, "buddy", params))
                .map(c -> Figure.of("device copy", c.ratio(), "share", c.candidate(), c.reference()));
    }

    private static Optional<Comparison> comparison(Evidence evidence, Evidence.Wanted candidate, Evidence.Wanted reference) {
        Optional<CellResult> of = evidence.find(candidate);
        Optional<CellResult> to = evidence.find(reference);
        return of.isEmpty() || to.isEmpty() ? Optional.empty() : Optional.of(Comparison.of(of.get(), to.get())).filter(Comparison::enough);
    }
}
