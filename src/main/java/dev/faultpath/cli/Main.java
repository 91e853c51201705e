package dev.faultpath.cli;

import dev.faultpath.InputException;
import dev.faultpath.Suggestion;
import dev.faultpath.Text;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the runnable jar: the root of all commands. */
@Command(name = "faultpath", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = false,
        description = "Measures designs of the GPU device-memory fault path in one in-memory model.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a program error, or something that was measured failed", "2:bad usage or input", "130:interrupted"},
        subcommands = {
            BenchCommand.class,
            InstructionsCommand.class,
            OperationsCommand.class,
            WalkCommand.class,
            CaptureCommand.class,
            LayoutCommand.class,
            TopologyCommand.class,
            StressCommand.class,
            ClaimsCommand.class,
            AdviseCommand.class,
            EnvironmentCommand.class,
            CheckEnvCommand.class,
            GuardCommand.class,
            HistoryCommand.class,
            RunsCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            IndexCommand.class,
            ListCommand.class,
            CompletionCommand.class,
            JmhCommand.class,
        })
public final class Main implements Runnable {
    /** What the user gave cannot be used. */
    static final int EXIT_INPUT = 2;
    private static final Pattern ENUM = Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was '(.*)'.*");
    /** The program was asked to stop. */
    static final int EXIT_INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    /** Only picocli and tests make one. */
    Main() {
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // UTF-8 whatever the locale: our tables hold signs that a POSIX locale would turn into question marks.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = execute(out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Runs the command line without ending the JVM and returns the exit code; progress and errors go to {@code err}. */
    public static int execute(PrintStream out, PrintStream err, String... args) {
        if (args.length > 0 && args[0].equals("jmh")) {
            int code = JmhCommand.hand(out, Arrays.copyOfRange(args, 1, args.length)); // its options are not ours to understand
            return written(out, err, code);
        }
        CommandLine line = new CommandLine(new Main());
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        Examples.addTo(line);
        line.setUsageHelpWidth(Math.max(60, Math.min(PrintingCommand.width(), 80)));
        line.setAbbreviatedOptionsAllowed(false);
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, wrong) -> {
            CommandLine command = e.getCommandLine();
            String said = Text.oneLine(e.getMessage());
            command.getErr().println("faultpath: " + words(said) + meant(e) + "; see faultpath "
                    + (command.getParent() == null ? "" : command.getCommandName() + " ") + "--help");
            return EXIT_INPUT;
        });
        line.registerConverter(Path.class, name -> {
            try {
                return Path.of(name);
            } catch (InvalidPathException e) {
                throw new CommandLine.TypeConversionException(noName(name).getMessage());
            }
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            InputException wrong = e instanceof InputException input ? input : e instanceof IOException io ? InputException.of(io)
                    : e instanceof UncheckedIOException io ? InputException.of(io.getCause())
                    : e instanceof InvalidPathException name ? noName(name.getInput()) : null;
            if (wrong != null) {
                command.getErr().println("faultpath: " + wrong.getMessage());
                return EXIT_INPUT;
            }
            throw e; // a fault of ours: picocli prints the trace and returns 1
        });
        int code;
        try {
            code = line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("faultpath: what was asked for needs more memory than the " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB that this JVM may use; java -Xmx gives more");
            return EXIT_INPUT;
        } catch (NoClassDefFoundError e) {
            String missing = String.valueOf(e.getMessage()).replace('/', '.');
            if (!missing.matches("(java|javax|sun|com\\.sun)\\..*")) {
                throw e; // a fault of ours
            }
            err.println("faultpath: the Java that this runs on has no " + missing + "; take a whole JDK");
            return EXIT_INPUT;
        }
        line.getOut().flush();
        line.getErr().flush();
        return written(out, err, code);
    }

    private static InputException noName(String name) {
        return new InputException("'" + name + "': no name of a file where the locale has no such character; LC_ALL=C.UTF-8 has all");
    }

    /** What picocli says of a value that is none of an enum's: its words are small ones here, and one may be near. */
    private static String words(String said) {
        Matcher value = ENUM.matcher(said);
        if (!value.find()) {
            return said;
        }
        List<String> words = List.of(value.group(1).toLowerCase(Locale.ROOT).split(", "));
        return said.substring(0, value.start()) + "expected one of " + String.join(", ", words) + " but was '" + value.group(2) + "'"
                + Suggestion.of(value.group(2), words);
    }

    /** What was meant by a command or an option that does not exist: the nearest one of ours, or else what JMH takes. */
    private static String meant(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty()) {
            return "";
        }
        String wrong = unmatched.getUnmatched().get(0);
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (command.parent() == null && wrong.equals("compare")) { // the name of what two commands do
            return "; 'faultpath guard' compares two builds, 'faultpath report' shows results";
        }
        if (wrong.equals("-o") && command.optionsMap().containsKey("--out")) {
            return "; did you mean '--out'?";
        }
        if (!wrong.startsWith("-") && command.optionsMap().containsKey("--cells")) {
            return "; '--cells' chooses cells, and JMH's own patterns go to 'faultpath jmh'";
        }
        String near = wrong.matches("-.") ? "" // every option of a letter is as near as every other
                : Suggestion.of(wrong.replaceFirst("=.*", ""), wrong.startsWith("-") ? command.optionsMap().keySet()
                        : command.subcommands().keySet());
        boolean benchmarks = command.parent() == null || List.of("bench", "guard").contains(command.name());
        return near.isEmpty() && benchmarks && !wrong.startsWith("--") ? "; JMH's own options and patterns go to 'faultpath jmh'" : near;
    }

    /** The exit code, unless not all of the output could be written: whoever reads it must not take a part for the whole. */
    private static int written(PrintStream out, PrintStream err, int code) {
        if (!out.checkError()) {
            return code;
        }
        err.println("faultpath: standard output is full or closed, not everything was written");
        return code == 0 ? EXIT_INPUT : code;
    }

    /** Reads the version that Maven put into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties maven = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("/META-INF/maven/dev.faultpath/faultpath/pom.properties")) {
                if (in != null) {
                    maven.load(in);
                }
            }
            return new String[] {"faultpath " + maven.getProperty("version", "(not packaged)") + " on JDK "
                    + System.getProperty("java.version")};
        }
    }
}
