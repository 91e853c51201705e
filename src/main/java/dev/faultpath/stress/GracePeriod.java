package dev.faultpath.stress;

import dev.faultpath.model.Srcu;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A grace period outlasts every read section that was open: {@link Srcu#synchronize} against a reader of what was replaced. */
@Description("An object is replaced, a grace period is waited for, and the old object is freed, while a reader uses it.")
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The reader used the old object before it was freed.")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "The reader found the new object.")
@Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "The reader used the old object after it was freed.")
@State
public class GracePeriod {
    private static final int OLD = 1;
    private static final int NEW = 2;
    private static final int FREED = 3;

    private final Srcu srcu = new Srcu();
    private volatile int pointer;
    private final int[] objects = {OLD, NEW};

    @Actor
    public void reader(I_Result r) {
        int section = srcu.readLock();
        int at = pointer;
        r.r1 = objects[at + Walk.pages()];
        srcu.readUnlock(section);
    }

    @Actor
    public void updater() {
        pointer = 1;
        try {
            srcu.synchronize();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        objects[0] = FREED;
    }
}
