package dev.faultpath.bench.state;

/** Does in a JVM of its own what a fork of the callback benchmark does, without JMH: shows the receivers, then walks. */
public final class ReceiverProbe {
    /** Entries that are walked after the receivers were shown: enough for the last compilation to be over. */
    private static final int MEASURED = 20_000_000;

    private ReceiverProbe() {
    }

    /** Takes the design, the profile and the placement. */
    public static void main(String[] args) {
        CallbackState state = CallbackState.of("captured-jvm", 512, args[2]);
        Checks checks = Checks.afterShowing(state, args[0], ReceiverProfile.parse(args[1]), ReceiverMix.NONE, ForeignShown.OFTEN, 100, "0");
        long sum = 0;
        for (int walk = 0; walk < MEASURED / state.pages; walk++) {
            sum += state.answer(checks.next())[walk % state.pages];
        }
        System.out.println("sum " + sum);
    }
}
