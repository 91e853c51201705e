package dev.faultpath.exact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the JIT compilers of this JVM have made: one entry for each compiled method that is installed, from the diagnostic command
 * {@code Compiler.codelist}. To be asked in the JVM itself.
 *
 * @param methods sorted by address
 */
public record CompiledCode(List<Method> methods) {
    /** Argument of a JVM that makes asking quick. */
    public static final String QUICK = DiagnosticCommand.OPEN;
    public static final CompiledCode NONE = new CompiledCode(List.of());
    /** State of code that calls lead to. */
    private static final String IN_USE = "0";
    /** Tier of the optimising compiler. */
    private static final int LAST_TIER = 4;
    // 1379 4 2 CL.main([Ljava/lang/String;)V [0x00007f22fcf34b90, 0x00007f22fcf34d00 - 0x00007f22fcf34f78]
    private static final Pattern LINE = Pattern.compile("\\s*\\d+\\s+(\\d)\\s+(-?\\d+)\\s+(\\S+?)(?:\\(\\S*)?\\s+"
            + "\\[0x[0-9a-f]+, 0x([0-9a-f]+) - 0x([0-9a-f]+)]");
    // "name-jmh-worker-1" #22 … nid=0x7ab3 runnable; a decimal number on later JDKs
    private static final Pattern THREAD = Pattern.compile("\"(.*)\" #.* nid=(0x[0-9a-f]+|\\d+) .*");

    /**
     * A compiled method.
     *
     * @param name class and method
     * @param tier 1 to 4
     * @param from address of its first instruction
     * @param to   address behind its last
     * @param used whether calls still lead to it: not if other code has taken its place, which may run on until it returns
     */
    public record Method(String name, int tier, long from, long to, boolean used) {
        /** Whether it is the same code, used or not. */
        boolean same(Method other) {
            return other != null && inUse().equals(other.inUse());
        }

        /** The name with the tier, as texts have it. */
        String tiered() {
            return name + " (tier " + tier + ")";
        }

        private Method inUse() {
            return new Method(name, tier, from, to, true);
        }
    }

    /** The code as it is now. */
    public static CompiledCode now() {
        return of(list());
    }

    /** What the diagnostic command prints now. */
    public static String list() {
        return DiagnosticCommand.run("Compiler.codelist");
    }

    /** The code that the diagnostic command prints. */
    static CompiledCode of(String list) {
        return of(list, "");
    }

    /** The code in such a list, of methods with a word in their line: quicker where they are few, as a fork asks in the interpreter. */
    public static CompiledCode of(String list, String word) {
        List<Method> methods = new ArrayList<>();
        for (String line : list.split("\n")) {
            Matcher m = line.contains(word) ? LINE.matcher(line.strip()) : null;
            if (m != null && m.matches()) {
                // A class that was spun at run time has another number in each run.
                String name = m.group(3).replaceAll("(\\$\\$Lambda)[/$0-9a-fx]*|/0x[0-9a-f]+", "$1");
                methods.add(new Method(name, Integer.parseInt(m.group(1)), Long.parseUnsignedLong(m.group(4), 16),
                        Long.parseUnsignedLong(m.group(5), 16), m.group(2).equals(IN_USE)));
            }
        }
        methods.sort(Comparator.comparingLong(Method::from));
        return new CompiledCode(List.copyOf(methods));
    }

    /** Number that the system gives to the thread whose name ends so; 0 if there is none. */
    static int thread(String nameEnd) {
        return thread(nameEnd, DiagnosticCommand.run("Thread.print"));
    }

    static int thread(String nameEnd, String dump) {
        for (String line : dump.split("\n")) {
            Matcher m = THREAD.matcher(line.strip());
            if (m.matches() && m.group(1).endsWith(nameEnd)) {
                return Integer.decode(m.group(2));
            }
        }
        return 0;
    }

    /** The method that holds an address; {@code null} if none does: the interpreter, a stub, the JVM itself. */
    Method at(long address) {
        for (Method method : methods) {
            if (address >= method.from && address < method.to) {
                return method;
            }
        }
        return null;
    }

    /**
     * How many methods of some classes have last-tier code that was not there at an earlier time.
     *
     * @param classes regular expression of class names
     */
    public long newSince(CompiledCode earlier, String classes) {
        Pattern wanted = Pattern.compile(classes);
        return methods.stream().filter(m -> m.tier == LAST_TIER && wanted.matcher(m.name).lookingAt()
                && earlier.methods.stream().noneMatch(m::same)).count();
    }

    /**
     * What tells one compiled form of some classes from another: the sizes of their methods in last-tier code that is used, by name. Which
     * methods are inlined shows in them, as an inlined one adds to the size of its caller. Code that was used earlier belongs to it too: a
     * benchmark's tear-down loads classes, and that alone can end the use of what was timed.
     *
     * @param classes regular expression of class names
     * @param earlier before the form was timed
     */
    public String form(String classes, CompiledCode earlier) {
        Pattern wanted = Pattern.compile(classes);
        Map<String, List<Long>> sizes = new TreeMap<>();
        methods.stream().filter(m -> m.tier == LAST_TIER && (m.used || earlier.methods.contains(m.inUse()))
                        && wanted.matcher(m.name).lookingAt())
                .forEach(m -> sizes.computeIfAbsent(m.name, n -> new ArrayList<>()).add(m.to - m.from));
        return sizes.entrySet().stream().map(e -> e.getKey() + " " + e.getValue().stream().sorted().map(Object::toString)
                .collect(Collectors.joining("+"))).collect(Collectors.joining(", "));
    }
}
