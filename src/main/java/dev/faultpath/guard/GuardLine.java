package dev.faultpath.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.guard.decision.Pair;
import dev.faultpath.guard.exact.Counts;
import dev.faultpath.results.Fork;
import dev.faultpath.run.RecordFile;

/** A line of a guard run's file. Cells are named by their labels. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "guard", value = GuardLine.Start.class),
    @JsonSubTypes.Type(name = "counts", value = GuardLine.Counted.class),
    @JsonSubTypes.Type(name = "pair", value = GuardLine.PairEnded.class),
    @JsonSubTypes.Type(name = "resumed", value = GuardLine.Resumed.class),
    @JsonSubTypes.Type(name = "end", value = GuardLine.End.class)})
public sealed interface GuardLine {
    /** What a guard run's file must be; a greater schema is another form of lines. */
    RecordFile.Form<GuardLine> FORM = new RecordFile.Form<>(GuardLine.class, "guard", 3, "a guard run");

    /** The first line: what the run does, and what is known of builds and machine, the report's head. */
    record Start(int schema, GuardPlan plan, ObjectNode run) implements GuardLine {
        public Start(GuardPlan plan, ObjectNode run) {
            this(FORM.schema(), plan, run);
        }
    }

    /** A cell was counted in both builds. */
    record Counted(String cell, Counts baseline, Counts candidate) implements GuardLine {
    }

    /** A pair ended, see {@link Pair}; {@code seconds} is its wall time. The blocks of its forks are its number. */
    record PairEnded(String cell, int number, boolean candidateFirst, double seconds, Fork baseline, Fork candidate)
            implements GuardLine {
        public PairEnded {
            baseline.whole();
            candidate.whole();
        }

        Pair pair() {
            return new Pair(cell, number, candidateFirst, baseline.inBlock(number), candidate.inBlock(number));
        }
    }

    /** The run was interrupted, and went on at a moment, UTC. */
    record Resumed(String at) implements GuardLine {
    }

    /** Nothing is left to do; why the run ended before its plan did, {@code null} if it did not. */
    record End(@JsonInclude(Include.NON_NULL) String stopped) implements GuardLine {
    }
}
