package dev.faultpath.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {
    @TempDir
    Path folder;

    /** As where git does not trust the owner of a repository. */
    @Test
    void whyGitDoesNotTellTheCommitIsSaid() throws IOException {
        assertThat(Environment.Revision.of(folder)).isEqualTo(new Environment.Revision("unknown", null, null));
        Files.writeString(folder.resolve(".git"), "what git does not know");
        Environment.Revision refused = Environment.Revision.of(folder);
        assertThat(refused.commit()).isEqualTo("unknown");
        assertThat(refused.refusal()).startsWith("fatal: ").hasLineCount(1);
    }
}
