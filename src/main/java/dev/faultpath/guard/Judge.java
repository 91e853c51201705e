package dev.faultpath.guard;

import dev.faultpath.Text;
import dev.faultpath.guard.CellVerdict.Outcome;
import dev.faultpath.guard.decision.Settings;
import dev.faultpath.guard.decision.Timed;
import dev.faultpath.guard.exact.Comparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Collectors;

/** Turns what counts and the clock say of a cell into a verdict. */
final class Judge {
    private static final String ALLOCATED = "B/op";

    private final Settings settings;
    private final boolean restless;

    /** @param restless whether the machine does not let the clock say anything: counts then answer alone */
    Judge(Settings settings, boolean restless) {
        this.settings = settings;
        this.restless = restless;
    }

    CellVerdict of(GuardPlan.Entry entry, Comparison exact, Timed timed, String stopped) {
        return switch (entry.kind()) {
            case SAME -> verdict(entry, Outcome.UNCHANGED, "same byte code", null, null);
            case MISSING -> verdict(entry, Outcome.NOT_COMPARED, entry.reason(), null, null);
            default -> exact == null
                    ? verdict(entry, Outcome.NOT_MEASURED, stopped == null ? "not counted yet" : stopped, null, null)
                    : settings.exactOnly() ? counted(entry, exact, null, "")
                    : timed == null ? verdict(entry, Outcome.UNCHANGED, "same instructions", exact, null)
                    : timed(entry, exact, timed);
        };
    }

    private static CellVerdict verdict(GuardPlan.Entry entry, Outcome outcome, String reason, Comparison exact, Timed timed) {
        return new CellVerdict(entry.label(), outcome, reason, entry.changed(), exact, timed);
    }

    private CellVerdict counted(GuardPlan.Entry entry, Comparison exact, Timed timed, String why) {
        boolean grown = !exact.grown(settings.exactMargin()).isEmpty();
        Outcome outcome = grown ? Outcome.REGRESSED : exact.uncounted() != null ? Outcome.NOT_MEASURED
                : exact.less(settings.exactMargin()) ? Outcome.IMPROVED : Outcome.UNCHANGED;
        String reason = grown ? exact.grown(settings.exactMargin()).stream().map(c -> c.what()).collect(Collectors.joining(", ")) + " grew"
                : exact.uncounted() != null ? exact.uncounted() : outcome == Outcome.IMPROVED ? "does less"
                : exact.differs() ? "counts within " + percent(settings.exactMargin()) : "same instructions";
        return verdict(entry, outcome, why + reason, exact, timed);
    }

    private CellVerdict timed(GuardPlan.Entry entry, Comparison exact, Timed timed) {
        boolean allocates = exact.grown(settings.exactMargin()).stream().anyMatch(c -> c.what().equals(ALLOCATED));
        if (allocates) {
            return verdict(entry, Outcome.REGRESSED, (timed.says() == Timed.Says.SLOWER ? "slower, and " : "") + "allocates more", exact,
                    timed);
        }
        String why = timed.reason() == null ? "" : timed.reason();
        return switch (timed.says()) {
            case SLOWER -> verdict(entry, Outcome.REGRESSED, why.isEmpty() ? "slower" : why, exact, timed);
            case FASTER -> verdict(entry, Outcome.IMPROVED, "faster (exploratory: 5 % of the cells called so may be false)", exact, timed);
            case UNCHANGED -> verdict(entry, Outcome.UNCHANGED, "within " + Text.percent(Math.max(0, timed.upper() - 1)), exact, timed);
            default -> restless ? counted(entry, exact, timed, "the machine is too restless for a clock, by counts alone: ")
                    : timed.says() == Timed.Says.NOTHING ? verdict(entry, Outcome.NOT_MEASURED, why, exact, timed)
                    : verdict(entry, Outcome.INCONCLUSIVE, why.isEmpty() ? "its pairs do not decide" : why, exact, timed);
        };
    }

    /** A share as per cent, without needless digits. */
    static String percent(double share) {
        return new BigDecimal(share * 100).round(new MathContext(4)).stripTrailingZeros().toPlainString() + " %";
    }
}
