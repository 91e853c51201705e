package dev.faultpath.bench.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultpath.bench.RequestScanBenchmark;
import dev.faultpath.model.HmmPfn;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

class RequestScanStateTest {
    /** An answer that did not ask for the same again would make the second call another than the first. */
    @ParameterizedTest
    @EnumSource
    void theAnswerIsARequestOfTheSameKind(RequestScanState.Request request) throws NoSuchFieldException {
        for (int pages : new int[] {1, 512, 262_144}) {
            for (String name : List.of(RequestScanBenchmark.Design.class.getField("design").getAnnotation(Param.class).value())) {
                RequestScanState state = new RequestScanState();
                state.pages = pages;
                state.request = request;
                state.build();
                RequestScanBenchmark.Design design = new RequestScanBenchmark.Design();
                design.design = name;
                design.make();
                for (int i = 0; i < 3; i++) {
                    long[] words = new RequestScanBenchmark().answer(state, design);
                    assertThat(words).as(name).isNotNull().hasSize(pages);
                    for (int page = 0; page < pages; page++) {
                        if (words[page] != (HmmPfn.VALID | HmmPfn.WRITE | state.pfn + page)) {
                            throw new AssertionError(name + ": page " + page + " is 0x" + Long.toHexString(words[page]));
                        }
                    }
                }
            }
        }
    }

    /** The request is looked at: with an entry that grants less the mapping is not answered. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SNAPSHOT")
    void anEntryThatGrantsNothingDoesNotSatisfyIt(RequestScanState.Request request) throws NoSuchFieldException {
        for (String name : RequestScanBenchmark.Design.class.getField("design").getAnnotation(Param.class).value()) {
            RequestScanState state = new RequestScanState();
            state.pages = 512;
            state.request = request;
            state.cpuFlags = 0;
            state.build();
            RequestScanBenchmark.Design design = new RequestScanBenchmark.Design();
            design.design = name;
            design.make();
            assertThat(new RequestScanBenchmark().answer(state, design)).as(name).isNull();
        }
    }
}
