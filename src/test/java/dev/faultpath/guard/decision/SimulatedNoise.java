package dev.faultpath.guard.decision;

import java.util.Random;

/** How forks scatter, in ways that real machines do: each makes the log values of forks one after the other. */
enum SimulatedNoise {
    /** Interference only adds time: mostly little, sometimes much. */
    ONE_SIDED {
        @Override
        double fork(Random random, State state) {
            return 0.01 * random.nextGaussian() + 0.015 * -Math.log(1 - random.nextDouble()) * (random.nextInt(10) == 0 ? 4 : 1);
        }
    },
    /** The machine gets slower all the time. */
    DRIFT {
        @Override
        double fork(Random random, State state) {
            state.level += 0.0005;
            return state.level + 0.02 * random.nextGaussian();
        }
    },
    /** A fork settles in one of two states. */
    BIMODAL {
        @Override
        double fork(Random random, State state) {
            return 0.01 * random.nextGaussian() + (random.nextInt(4) == 0 ? 0.08 : 0);
        }
    },
    /** The level of the machine wanders, and stays for some forks where it went. */
    AUTOCORRELATED {
        @Override
        double fork(Random random, State state) {
            state.level = 0.8 * state.level + 0.02 * random.nextGaussian();
            return state.level + 0.015 * random.nextGaussian();
        }
    },
    /** Some forks are far off. */
    OUTLIERS {
        @Override
        double fork(Random random, State state) {
            return 0.015 * random.nextGaussian() + (random.nextInt(20) == 0 ? 0.7 * random.nextDouble() : 0);
        }
    },
    /** Pairs in turns as results/studies found them: quiet, but for one fork in twenty. */
    IN_TURNS {
        @Override
        double fork(Random random, State state) {
            return 0.006 * random.nextGaussian() + (random.nextInt(20) == 0 ? 0.06 * random.nextGaussian() : 0);
        }
    },
    /** Student's t with three degrees of freedom. */
    STUDENT {
        @Override
        double fork(Random random, State state) {
            double square = 0;
            for (int i = 0; i < 3; i++) {
                double g = random.nextGaussian();
                square += g * g;
            }
            return 0.015 * random.nextGaussian() / Math.sqrt(square / 3);
        }
    };

    /** What one fork leaves to the next. */
    static final class State {
        private double level;
    }

    /** The log value of the next fork on this machine. */
    abstract double fork(Random random, State state);
}
