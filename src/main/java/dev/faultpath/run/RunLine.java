package dev.faultpath.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.results.CompiledForm;
import dev.faultpath.results.Fork;
import dev.faultpath.results.SizedCount;
import java.util.List;

/** A line of a run's file. Cells are named by their labels, blocks are numbered from 1. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "plan", value = RunLine.Start.class),
    @JsonSubTypes.Type(name = "block", value = RunLine.Block.class),
    @JsonSubTypes.Type(name = "fork", value = RunLine.ForkEnded.class),
    @JsonSubTypes.Type(name = "meanwhile", value = RunLine.Meanwhile.class),
    @JsonSubTypes.Type(name = "sized", value = RunLine.Sized.class),
    @JsonSubTypes.Type(name = "slow", value = RunLine.Slow.class),
    @JsonSubTypes.Type(name = "counted", value = RunLine.Counted.class),
    @JsonSubTypes.Type(name = "noisy", value = RunLine.Noisy.class),
    @JsonSubTypes.Type(name = "paused", value = RunLine.Paused.class),
    @JsonSubTypes.Type(name = "judged", value = RunLine.Judgement.class),
    @JsonSubTypes.Type(name = "resumed", value = RunLine.Resumed.class),
    @JsonSubTypes.Type(name = "end", value = RunLine.End.class)})
public sealed interface RunLine {
    /** What a run's file must be; a greater schema is another form of lines. */
    RecordFile.Form<RunLine> FORM = new RecordFile.Form<>(RunLine.class, "plan", 2, "a run");

    /** The first line: what the run does, and what is known of the machine, stored as it is. */
    record Start(int schema, Plan plan, ObjectNode environment) implements RunLine {
        public Start(Plan plan, ObjectNode environment) {
            this(FORM.schema(), plan, environment);
        }
    }

    /** A block starts, with its cells in their order. */
    record Block(int block, List<String> cells) implements RunLine {
    }

    /** A fork ended. */
    record ForkEnded(String cell, Fork fork) implements RunLine {
        public ForkEnded {
            if (fork.block() == 0 || fork.counts() && fork.vm() == null) { // which other files may leave out
                throw new IllegalArgumentException("no fork." + (fork.block() == 0 ? "block" : "vm"));
            }
            fork.whole();
        }
    }

    /**
     * Forks that ran at once have all ended.
     *
     * @param cells   theirs
     * @param seconds wall time of all together, for each
     * @param steal   share of the machine's time that was stolen meanwhile, {@code null} if unknown
     * @param foreign share of it that others used, {@code null} if unknown
     */
    record Meanwhile(int block, List<String> cells, double seconds, @JsonInclude Double steal, @JsonInclude Double foreign)
            implements RunLine {
        public Meanwhile {
            Fork.time(seconds);
            Fork.share("steal", steal);
            Fork.share("foreign", foreign);
        }
    }

    /** A cell was counted at smaller sizes than its own; none if it could not be. */
    record Sized(String cell, List<SizedCount> counts) implements RunLine {
        public Sized {
            SizedCount.ascending(counts);
        }
    }

    /** A form of a cell was counted when all was timed, in a fork that nobody timed, or could not be. */
    record Counted(String cell, CompiledForm form) implements RunLine {
        public Counted {
            if (form.counted() == (form.uncounted() != null)) {
                throw new IllegalArgumentException("a count has instructions, or says why it has none");
            }
        }
    }

    /** A fork does not count, as its processor was slow or it took turns with one that was. */
    record Slow(int block, String cell, String reason) implements RunLine {
    }

    /**
     * A disturbed fork counts all the same, as nothing better came.
     *
     * @param attempt which of the cell's forks in that block, from 0
     */
    record Noisy(int block, String cell, int attempt) implements RunLine {
    }

    /** Nothing ran for some time, as the machine was busy with what the reason says; empty if it was not when looked at. */
    record Paused(double seconds, String reason) implements RunLine {
        public Paused {
            Fork.time(seconds);
        }
    }

    /**
     * How a block that ended was judged, at once or later.
     *
     * @param status {@code good}, {@code void} (does not count), {@code noisy} (counts, as the patience for void ones was spent)
     * @param reason what was seen; {@code null} if good
     */
    record Judgement(int block, String status, @JsonInclude String reason) implements RunLine {
        public Judgement {
            if (!status.matches("good|void|noisy")) {
                throw new IllegalArgumentException("status is good, void or noisy, not '" + status + "'");
            }
        }
    }

    /** The run was interrupted, and went on at a moment, UTC; with another budget, seconds, if one is said. */
    record Resumed(String at, @JsonInclude(Include.NON_NULL) Double budgetSeconds) implements RunLine {
        public Resumed {
            if (budgetSeconds != null && !(budgetSeconds > 0)) {
                throw new IllegalArgumentException("budgetSeconds is above 0");
            }
        }
    }

    /** Nothing is left to do, and why. */
    record End(String reason) implements RunLine {
    }
}
