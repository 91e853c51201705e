package dev.faultpath.bench.state;

import dev.faultpath.c.Build;
import dev.faultpath.c.CLibrary;
import dev.faultpath.c.CWorld;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The designs of the C pair as they are compiled for a fork. Each iteration runs them at another place in the cache lines, in an order
 * that is drawn: the low quantile that stands for a fork is then that of code that lies well, and no design profits from where it
 * happened to lie.
 */
@State(Scope.Benchmark)
public class CCode {
    /** How indirect calls are compiled: a {@link Build}. */
    @Param({"plain", "retpoline"})
    public String build;

    private List<CLibrary> places;
    private final List<CWorld> worlds = new ArrayList<>();
    private int iterations;

    /** Compiles the designs, unless that was done before. */
    @Setup
    public void compile() {
        places = CLibrary.everywhere(Build.parse(build));
    }

    /** Hands over what the iterations of this fork walk. */
    public CWorld world(CWorld.Parts parts) {
        worlds.add(parts.to(places.get(0)));
        return worlds.get(worlds.size() - 1);
    }

    /** To the next place. */
    @Setup(Level.Iteration)
    public void place() {
        CLibrary next = places.get(iterations++ % places.size());
        worlds.forEach(world -> world.adopt(next));
    }
}
