package dev.faultpath.bench.state;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The designs of the C pair as they are compiled for a fork; where functions begin is drawn for each. */
@State(Scope.Benchmark)
public class CCode {
    /** How indirect calls are compiled: a {@link Build}. */
    @Param({"plain", "retpoline"})
    public String build;

    public CLibrary library;

    /** Compiles the designs, unless that was done before. */
    @Setup
    public void compile() {
        library = CLibrary.drawn(Build.parse(build));
    }
}
