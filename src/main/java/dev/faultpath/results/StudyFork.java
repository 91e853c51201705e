package dev.faultpath.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultpath.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One fork of an A/A study: the same cell measured under two names, so that whatever differs is noise. A study file is a first
 * line that describes the run, then one such fork a line, in order of time.
 *
 * @param study      {@code estimator}, {@code order} or {@code modes}
 * @param session    which repetition it belongs to, from 1
 * @param scheme     how the forks of the session were ordered, {@code interleaved} or {@code sequential}, or how the two forks of a pair
 *                   shared the machine, as {@code adjacent}
 * @param cell       what was measured
 * @param arm        {@code A}, {@code B}, or {@code -} for a fork that only takes its time
 * @param position   place in the session, from 1
 * @param millis     length of an iteration, milliseconds
 * @param seconds    wall time of the fork; of two that took turns, half of both
 * @param iterations ns per operation of all iterations, warm-up included, in order of time
 */
public record StudyFork(String study, int session, String scheme, String cell, String arm, int position, int millis,
                        double seconds, double[] iterations) {
    /** The fork as a line of a study file. */
    public ObjectNode toJson() {
        ObjectNode node = Json.MAPPER.createObjectNode().put("study", study).put("session", session).put("scheme", scheme)
                .put("cell", cell).put("arm", arm).put("position", position).put("millis", millis);
        node.set("seconds", Json.number(seconds));
        node.set("iterations", Json.numbers(iterations));
        return node;
    }

    /**
     * Reads a study file.
     *
     * @throws InputException if it is missing, or a line is not what it should be; the message names the line
     */
    public static List<StudyFork> read(Path file) {
        List<StudyFork> forks = new ArrayList<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                JsonNode n = Json.MAPPER.readTree(line);
                if (number == 1) {
                    if (!n.has("studyFile")) {
                        throw new InputException(file + ": not a study file");
                    }
                    continue;
                }
                forks.add(new StudyFork(n.get("study").asText(), n.get("session").asInt(), n.get("scheme").asText(),
                        n.get("cell").asText(), n.get("arm").asText(), n.get("position").asInt(), n.get("millis").asInt(),
                        n.get("seconds").asDouble(), Json.numbers(n.get("iterations"))));
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file", e);
        } catch (IOException | NullPointerException e) {
            throw new InputException(file + ": line " + number + ": not a fork of a study", e);
        }
        return forks;
    }
}
