package dev.faultpath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The names there are, what is said of a name that is not among them, and the examples of the help. */
class ListCommandTest {
    @ParameterizedTest
    @CsvSource({"designs,owner-pointer", "layouts,captured-jvm", "topologies,gb200-nvl72", "parameters,placement", "claims,C8b"})
    void eachListHasItsNames(String what, String name) {
        CommandRun run = CommandRun.of("list", what);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains(name);
    }

    @ParameterizedTest
    @CsvSource({"lst designs,list", "list layotus,layouts", "bench --preest smoke,--preset", "bench --preset smok,smoke",
        "layout check captured-jvn,captured-jvm", "topology gb200-nvl7,gb200-nvl72", "bench --question walq --dry-run,walk",
        "bench --question Q3 --design per-rum --dry-run,per-run", "bench --param plaecment=own --dry-run,placement",
        "advise --follows migratoin,migration", "runs --layout captured-jmv,captured-jvm"})
    void aMistypedNameIsAnsweredWithTheNearest(String line, String meant) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines().filter(l -> !l.startsWith("the C pair is left out"))).singleElement().asString()
                .contains("did you mean '" + meant + "'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-l", "bench -l", "bench -prof gc", "PagemapCallbackBenchmark.check", "bench PagemapCallback",
        "guard -prof gc", "guard PagemapCallback", "PagemapCallbackBenchmark"})
    void whatJmhTakesIsPointedToJmh(String line) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains("go to 'faultpath jmh'").doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource({"bench -o X, '--out'", "compare -o X a b, 'faultpath guard'", "compare PagemapCallback, 'faultpath report'",
        "guard PagemapCallback, '--cells'"})
    void whatIsCalledOtherwiseHereIsNamed(String line, String named) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench --nothing-near", "claims -l", "bench -preset smoke"})
    void whatJmhDoesNotTakeIsNot(String line) {
        assertThat(CommandRun.of(line.split(" ")).err()).doesNotContain("faultpath jmh");
    }

    static List<String> examples() {
        return Examples.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsUnderstood(String line) {
        String[] args = line.substring(0, line.indexOf(" # ")).strip().split(" ");
        CommandLine root = new CommandLine(new Main());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        Examples.addTo(root);
        assertThat(root.getSubcommands().get(args[0]).getUsageMessage()).as(line).contains("Examples:", "scripts/faultpath " + args[0]);
        if (!args[0].equals("jmh")) {
            root.parseArgs(args);
        }
    }

    @Test
    void everyCommandHasAnExample() {
        assertThat(new CommandLine(new Main()).getSubcommands().keySet()).filteredOn(name -> !name.equals("run"))
                .allSatisfy(name -> assertThat(Examples.all()).anyMatch(l -> l.startsWith(name + " ")));
    }

    @Test
    void aShellCanCompleteCommands() {
        assertThat(CommandRun.of("completion").out()).startsWith("#!/usr/bin/env bash").contains("--preset", "topology", "publish",
                "callback-per-page", "captured-jvm");
    }
}
