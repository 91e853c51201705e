package dev.faultpath.exact;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Locale;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Diagnostic commands of HotSpot, as {@code jcmd} gives them, asked in the JVM itself. The bean that has them takes a third of a second at
 * first, as a server of beans is started for it; what stands behind it answers at once, where its package is open. (The door that
 * {@code jcmd} knocks at is as quick, but from inside it can hang: later JDKs write to it with the code cache locked.)
 */
final class DiagnosticCommand {
    /** Argument of a JVM that opens the package. */
    static final String OPEN = "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED";
    private static final String BEHIND = "com.sun.management.internal.";

    private DiagnosticCommand() {
    }

    /** What a command without arguments prints, by its name as {@code jcmd} has it; empty where there is none of the kind. */
    static String run(String name) {
        String answer = direct(name);
        return answer != null ? answer : throughTheBean(name);
    }

    /** {@code null} if the package is not open, or this JDK has nothing of the kind there. */
    static String direct(String name) {
        try {
            Class.forName(BEHIND + "PlatformMBeanProviderImpl"); // loads what is native about it
            Class<?> type = Class.forName(BEHIND + "DiagnosticCommandImpl");
            Method make = type.getDeclaredMethod("getDiagnosticCommandMBean");
            make.setAccessible(true);
            Method execute = type.getDeclaredMethod("executeDiagnosticCommand", String.class);
            execute.setAccessible(true);
            return (String) execute.invoke(make.invoke(null), name);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    static String throughTheBean(String name) {
        String[] words = name.split("\\.");
        try {
            return (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    words[0].toLowerCase(Locale.ROOT) + words[1].substring(0, 1).toUpperCase(Locale.ROOT) + words[1].substring(1),
                    new Object[] {new String[0]}, new String[] {String[].class.getName()});
        } catch (JMException e) {
            return ""; // another JVM than HotSpot: nothing is known of its code
        }
    }
}
