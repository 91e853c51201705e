package dev.faultpath.stress;

import dev.faultpath.model.PercpuRef;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reference that was got keeps its object: {@link PercpuRef#tryget} against kill and the wait for the last reference. */
@Description("A reference is taken while the count is killed and waited for.")
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Killed before: no reference.")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Got a reference, and the object was there while it was held.")
@Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "Got a reference to an object that was gone.")
@State
public class Reference {
    private final PercpuRef references = new PercpuRef();
    private volatile boolean gone;

    @Actor
    public void user(I_Result r) {
        if (references.tryget()) {
            r.r1 = Walk.pages() + (gone ? 2 : 1);
            references.put();
        }
    }

    @Actor
    public void killer() {
        references.kill();
        try {
            references.awaitZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        gone = true;
    }
}
