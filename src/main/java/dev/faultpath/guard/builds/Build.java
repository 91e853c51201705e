package dev.faultpath.guard.builds;

import java.nio.file.Path;

/**
 * One of the two builds that a guard run compares.
 *
 * @param jar    its jar; a copy that nothing else touches while the run lasts
 * @param source where it came from, without paths: {@code revision v1.2}, {@code present tree}, {@code jar old.jar}
 * @param commit abbreviated commit; {@code unknown} for a jar
 */
public record Build(Path jar, String source, String commit) {
}
