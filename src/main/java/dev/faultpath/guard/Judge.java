package dev.faultpath.guard;

import static java.util.stream.Collectors.joining;

import dev.faultpath.Text;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;

/**
 * Turns what counts and the clock say of a cell into a verdict.
 *
 * @param restless whether the machine does not let the clock say anything: counts then answer alone
 */
record Judge(Settings settings, boolean restless) {
    private static final String SAME = "same instructions";

    CellVerdict of(GuardPlan.Entry entry, Comparison exact, Timed timed, String stopped) {
        Said said = switch (entry.kind()) {
            case SAME -> new Said(Outcome.UNCHANGED, "same byte code");
            case MISSING -> new Said(Outcome.NOT_COMPARED, entry.reason());
            default -> exact == null ? new Said(Outcome.NOT_MEASURED, stopped == null ? "not counted yet" : stopped)
                    : settings.exactOnly() ? counted(exact)
                    : timed == null ? new Said(Outcome.UNCHANGED, SAME) : timed(exact, timed);
        };
        return new CellVerdict(entry.cell(), said.outcome, said.reason, entry.changed(), exact, timed);
    }

    private record Said(Outcome outcome, String reason) {
    }

    private Said counted(Comparison exact) {
        List<Comparison.Change> grown = exact.grown(settings.exactMargin());
        return !grown.isEmpty() ? new Said(Outcome.REGRESSED, grown.stream().map(Comparison.Change::what).collect(joining(", ")) + " grew")
                : exact.uncounted() != null ? new Said(Outcome.NOT_MEASURED, exact.uncounted())
                : exact.less(settings.exactMargin()) ? new Said(Outcome.IMPROVED, "does less")
                : new Said(Outcome.UNCHANGED, exact.differs() ? "counts within " + percent(settings.exactMargin()) : SAME);
    }

    private Said timed(Comparison exact, Timed timed) {
        boolean slower = timed.says() == Timed.Says.SLOWER;
        if (exact.grown(settings.exactMargin()).stream().anyMatch(c -> c.what().equals(Comparison.BYTES))) {
            return new Said(Outcome.REGRESSED, (slower ? "slower, and " : "") + "allocates more");
        }
        if (restless && (timed.says() == Timed.Says.UNDECIDED || timed.says() == Timed.Says.NOTHING)) {
            Said said = counted(exact);
            return new Said(said.outcome, "the machine is too restless for a clock, by counts alone: " + said.reason);
        }
        return switch (timed.says()) {
            case SLOWER -> new Said(Outcome.REGRESSED, Objects.requireNonNullElse(timed.reason(), "slower"));
            case FASTER -> new Said(Outcome.IMPROVED, "faster (exploratory: 5 % of the cells called so may be false)");
            case UNCHANGED -> new Said(Outcome.UNCHANGED, "within " + Text.percent(Math.max(0, timed.upper() - 1)));
            case UNDECIDED -> new Said(Outcome.INCONCLUSIVE, Objects.requireNonNullElse(timed.reason(), "its pairs do not decide"));
            default -> new Said(Outcome.NOT_MEASURED, timed.reason());
        };
    }

    /** A share as per cent, without needless digits. */
    static String percent(double share) {
        return new BigDecimal(share * 100).round(new MathContext(4)).stripTrailingZeros().toPlainString() + " %";
    }
}
