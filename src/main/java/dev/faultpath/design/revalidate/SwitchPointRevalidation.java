package dev.faultpath.design.revalidate;

import dev.faultpath.model.GpuSvm;
import dev.faultpath.model.Pagemap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.SwitchPoint;
import java.util.Collection;

/**
 * {@code switch-point} (designs.md R15): the count of changes is a constant in compiled code, and a change patches the code. It is
 * the read side of {@code generation} without its loads; the JVM's {@link SwitchPoint} stands for the text patching of
 * {@code static_branch_disable()}.
 *
 * <p>As with a static key there is one switch for the machine: a change for any client refuses the requests in flight of all.
 * Every change throws compiled code away, on all threads; many of them make the JVM give up compiling the read side. Events
 * ({@link StaleEvent}): 2 and 5 to 8 by the generation, 1 by the notifier sequence, 3, 4 and 9 by identity.
 */
public final class SwitchPointRevalidation extends ClientRevalidation {
    private static final MutableCallSite SITE = new MutableCallSite(MethodType.methodType(long.class));
    private static final MethodHandle GENERATION = SITE.dynamicInvoker();
    private static final MethodHandle SLOW;
    private static volatile long generation;
    private static SwitchPoint armed;

    static {
        try {
            SLOW = MethodHandles.lookup().findStatic(SwitchPointRevalidation.class, "load", MethodType.methodType(long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        arm();
    }

    public SwitchPointRevalidation(GpuSvm client) {
        super(client, Means.GENERATION);
    }

    private static void arm() {
        armed = new SwitchPoint();
        SITE.setTarget(armed.guardWithTest(MethodHandles.constant(long.class, generation), SLOW));
    }

    @SuppressWarnings("UnusedMethod") // found by its name
    private static long load() {
        return generation;
    }

    private static synchronized void throwSwitch() {
        generation++;
        // A thread that does not see the new target yet meets the old switch, which is thrown, and loads the count.
        SwitchPoint.invalidateAll(new SwitchPoint[] {armed});
        arm();
    }

    private static long generation() {
        try {
            return (long) GENERATION.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Reader reader() {
        return new CountingReader(client) {
            @Override
            long changes() {
                return generation();
            }
        };
    }

    @Override
    public void change(Collection<Pagemap> affected, Runnable flip) {
        flip.run();
        throwSwitch();
    }
}
