package dev.faultpath.claims;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The model against the one published breakdown of such a fault: shares of a 2 MiB fault on the xe driver, side by side with the shares
 * that the model's ablation gives, and why they differ. Nothing in the model is tuned to agree.
 *
 * @param source where the published times come from
 * @param rows   one row a stage
 */
public record ExternalCheck(String source, @JsonProperty("stages") List<Row> rows) {
    /** Where the published times come from. */
    public static final String SOURCE = "Francois Dugast, \"Enable THP support in drm_pagemap\", January 2026, GT statistics of xe";

    /**
     * A stage.
     *
     * @param stage          what it is
     * @param published4k    published share of the fault with 4 KiB pages, 0 to 1
     * @param publishedHuge  published share with transparent huge pages
     * @param models         the model's shares, one a JDK and page size that was measured
     * @param reason         why the two differ, by hand
     */
    public record Row(String stage, double published4k, double publishedHuge, @JsonProperty("model") List<Model> models, String reason) {
    }

    /**
     * The model's share of a stage.
     *
     * @param pages how the process maps the memory: {@code 4 KiB}, held against the published 4 KiB pages, or {@code 2 MiB}, held
     *              against the huge ones
     * @param share the share with its interval; the figure names JDK and cells
     */
    public record Model(String pages, Figure share) {
    }

    /** A published time, and the loop of the model whose absence of the stage measures it. */
    private record Stage(String name, double microseconds4k, double microsecondsHuge, String standIn, String reason) {
    }

    private static final double FAULT_4K = 966;
    private static final double FAULT_HUGE = 132;

    private static final List<Stage> STAGES = List.of(
            new Stage("migrate", 942, 128, "without-migrate", "the model migrates with the CPU: no DMA mapping, no TLB flush, no job that"
                    + " waits for a fence; and what another device holds goes through system memory, so that it is moved twice"),
            new Stage("device copy", 223, 106, "without-copy", "the model copies with System.arraycopy from memory to memory: no PCIe, no"
                    + " copy engine, no queue before it"),
            new Stage("get_pages", 9, 1, "without-walk", "the model walks and does not map for DMA, as it has neither device nor IOMMU; a"
                    + " fault with a migration walks twice here, and the walk of single pages weighs more beside a migration without its"
                    + " waits"),
            new Stage("bind", 10, 2, "without-commit", "the model writes the device's entries into an array under the driver's lock: no"
                    + " job, no fence, no TLB invalidation on the device"));

    /** The comparison, for all JDKs that were measured; rows without a measurement have no models. */
    public static ExternalCheck of(Evidence evidence) {
        List<Row> rows = new ArrayList<>();
        for (Stage stage : STAGES) {
            List<Model> models = new ArrayList<>();
            for (String jdk : evidence.jdks()) {
                for (String mapping : List.of("4k", "2m")) {
                    share(evidence, jdk, mapping, stage).ifPresent(f -> models.add(new Model(mapping.equals("4k") ? "4 KiB" : "2 MiB", f)));
                }
            }
            rows.add(new Row(stage.name, stage.microseconds4k / FAULT_4K, stage.microsecondsHuge / FAULT_HUGE, List.copyOf(models),
                    stage.reason));
        }
        return new ExternalCheck(SOURCE, List.copyOf(rows));
    }

    private static Optional<Figure> share(Evidence evidence, String jdk, String mapping, Stage stage) {
        return evidence.compare(Evidence.Wanted.fault(jdk, stage.standIn, "4", "2m", mapping),
                Evidence.Wanted.fault(jdk, "full", "4", "2m", mapping))
                .map(c -> Figure.of(stage.name, c.share(), "share", c.reference(), c.candidate()));
    }
}
