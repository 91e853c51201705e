package dev.faultpath.cli;

import dev.faultpath.Disk;
import dev.faultpath.InputException;
import dev.faultpath.report.ForkCsv;
import dev.faultpath.results.ResultFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faultpath export}: every fork as a line of CSV. */
@Command(name = "export", sortOptions = false,
        description = "Writes every fork of some results as a line of CSV (RFC 4180), with a point in its numbers in every locale.",
        footer = {"",
            "Columns:",
            "  environment            lines of the same number may be compared, others not",
            "  results, commit, machine, jdk, jdkVersion",
            "  question, benchmark, method, design, role (reference, design, control)",
            "  block                  forks of one block ran next to each other; compare in pairs",
            "  status, reason, flags  only forks with status ok count",
            "  score                  the value of the fork, ns for each operation",
            "  mean                   mean of its used iterations, ns for each operation",
            "  bytesPerOp             allocated for each operation",
            "  seconds                wall time",
            "  steal, foreign         shares of the machine's time that others had, 0 to 1",
            "  cNsPerPage, cRatio,    of the same design in C, as tables show them,",
            "  cInstrPerPage          where the run has it",
            "  param.NAME             one for each parameter",
            "  counter.NAME           one for each counter: sum over the used iterations of the fork"})
final class ExportCommand extends PrintingCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results folders, or JSON files in them.")
    private List<Path> results;

    @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "The file. Default: standard output.")
    private Path out;

    @Override
    public Integer call() {
        String csv = ForkCsv.of(results.stream().map(ResultFolder::read).toList());
        if (out == null) {
            out().print(csv);
            return 0;
        }
        if (Files.isDirectory(out)) {
            throw new InputException(out + ": is a folder");
        }
        Disk.write(out, csv);
        return 0;
    }
}
