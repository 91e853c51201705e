package dev.faultpath.claims;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProofTest {
    @Test
    void everyFactNamesATestThatIsThereAndStandsOnce() {
        JavaClasses tests = new ClassFileImporter().withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                .importPackages("dev.faultpath");
        List<String> known = tests.stream().flatMap(c -> c.getMethods().stream().map(m -> c.getSimpleName() + "." + m.getName())).toList();
        assertThat(Proof.all()).isNotEmpty().allSatisfy(p -> assertThat(known).as(p.toString()).contains(p.test()));
        assertThat(Proof.all().stream().map(p -> p.claim() + " " + p.design() + " " + p.event()).collect(Collectors.toList()))
                .doesNotHaveDuplicates();
    }
}
