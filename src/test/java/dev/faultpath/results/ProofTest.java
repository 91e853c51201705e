package dev.faultpath.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
    @TempDir
    Path folder;

    @Test
    void theFileOfARunHoldsThemAll() throws IOException {
        assertThat(Proof.read(Files.writeString(folder.resolve(Proof.FILE), Proof.write(Proof.all())))).isEqualTo(Proof.all());
    }

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
