package dev.faultpath.forks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Hands on what {@link SpeedExecutor} timed before each iteration. */
public final class SpeedProfiler implements InternalProfiler {
    /** Label of the result, nanoseconds. */
    static final String LABEL = "speed.nanos";

    @Override
    public void beforeIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams) {
        SpeedExecutor.forget();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams,
                                                          IterationResult result) {
        return List.of(new ScalarResult(LABEL, SpeedExecutor.slowest(), "ns", AggregationPolicy.AVG));
    }

    @Override
    public String getDescription() {
        return "how fast the processor was just before each iteration";
    }
}
