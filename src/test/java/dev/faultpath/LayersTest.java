package dev.faultpath;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports point one way: a layer uses those it is allowed to and no other. */
class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.faultpath");

    /** What each package may use besides itself; packages that are not named here are free. */
    private static final Map<String, List<String>> MAY_USE = new LinkedHashMap<>();

    static {
        MAY_USE.put("model", List.of());
        MAY_USE.put("layout", List.of("model"));
        MAY_USE.put("stats", List.of());
        MAY_USE.put("results", List.of());
        // Stopping by precision needs intervals; the relations of the harness stand beside its benchmark.
        MAY_USE.put("run", List.of("results", "stats", "bench"));
        MAY_USE.put("claims", List.of("results", "stats"));
        MAY_USE.put("report", List.of("results", "stats", "claims"));
        MAY_USE.put("guard", List.of("run", "results", "stats"));
    }

    private static final List<String> ALL = List.of("model", "layout", "design", "fault", "bench", "stress", "run", "results", "stats",
            "claims", "report", "guard", "cli");

    @TestFactory
    List<DynamicTest> everyLayerUsesOnlyWhatItMay() {
        List<DynamicTest> tests = new ArrayList<>();
        MAY_USE.forEach((layer, allowed) -> {
            String[] forbidden = ALL.stream().filter(p -> !p.equals(layer) && !allowed.contains(p)).map(p -> "dev.faultpath." + p + "..")
                    .toArray(String[]::new);
            ArchRule rule = noClasses().that().resideInAPackage("dev.faultpath." + layer + "..").should().dependOnClassesThat()
                    .resideInAnyPackage(forbidden).allowEmptyShould(true);
            tests.add(DynamicTest.dynamicTest(layer, () -> rule.check(CLASSES)));
        });
        return tests;
    }

    @Test
    void onlyTheCommandLineEndsTheProgram() {
        noClasses().that().resideOutsideOfPackage("dev.faultpath.cli..").should().callMethod(System.class, "exit", int.class).check(CLASSES);
    }

    @Test
    void onlyTheCommandLineAndTheForkHostTouchTheStandardStreams() {
        noClasses().that().resideOutsideOfPackages("dev.faultpath.cli..", "dev.faultpath.stress..")
                .and().doNotHaveFullyQualifiedName("dev.faultpath.run.ForkHost")
                .should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(CLASSES);
    }

    @Test
    void modelKnowsNoFilesAndNoJmh() {
        noClasses().that().resideInAPackage("dev.faultpath.model..").should().dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.io..", "org.openjdk.jmh..").check(CLASSES);
    }

    @Test
    void statisticsAvoidTheRankTestsOfCommonsMath() {
        noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.commons.math3.stat.inference..").check(CLASSES);
    }
}
