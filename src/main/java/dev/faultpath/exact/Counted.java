package dev.faultpath.exact;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Stepper} found.
 *
 * @param instructions of one operation; 0 if they could not be counted
 * @param least        of the operation with the fewest, {@code most} of that with the most: equal unless operations differ
 * @param steps        instructions that were stepped
 * @param seconds      time of the steps
 * @param failure      why nothing was counted, one line; {@code null} if something was
 * @param visits       by address, how often an instruction was executed in the counted operations; empty if they differ
 * @param operations   how many operations that were
 */
record Counted(double instructions, long least, long most, long steps, double seconds, String failure, TreeMap<Long, Integer> visits,
               int operations) {
    static Counted failed(String why) {
        return new Counted(0, 0, 0, 0, 0, why, new TreeMap<>(), 0);
    }

    /** Reads a {@link Stepper}'s answer. */
    static Counted of(Iterable<String> lines) {
        Counted counted = failed("the process that counts ended");
        TreeMap<Long, Integer> visits = new TreeMap<>();
        for (String line : lines) {
            String[] w = line.split(" ");
            switch (w[0]) {
                case "counted" -> {
                    long period = Long.parseLong(w[1]);
                    int operations = Integer.parseInt(w[2]);
                    double each = (double) period / operations;
                    counted = new Counted(each, Math.round(each), Math.round(each), Long.parseLong(w[3]), Long.parseLong(w[4]) / 1e9, null,
                            visits, operations);
                }
                case "varies" -> counted = new Counted(Double.parseDouble(w[2]), Long.parseLong(w[1]), Long.parseLong(w[3]),
                        Long.parseLong(w[5]), Long.parseLong(w[6]) / 1e9, null, visits, 0);
                case "at" -> visits.put(Long.parseUnsignedLong(w[1], 16), Integer.parseInt(w[2]));
                case "failed" -> counted = failed(line.substring("failed ".length()));
                default -> { } // end
            }
        }
        return counted;
    }

    /** Instructions of an operation by what holds them. */
    Map<String, Double> by(CompiledCode code) {
        Map<String, Double> sums = new TreeMap<>();
        visits.forEach((address, count) -> {
            CompiledCode.Method method = code.at(address);
            sums.merge(method == null ? "interpreter, stubs and the JVM" : method.name() + " (tier " + method.tier() + ")",
                    (double) count / operations, Double::sum);
        });
        return sums;
    }
}
