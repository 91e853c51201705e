package dev.faultpath.report.page;

import dev.faultpath.claims.ClaimVerdict;
import dev.faultpath.claims.Grade;
import dev.faultpath.claims.Verdict;
import dev.faultpath.report.Answer;
import dev.faultpath.report.SideBySide;
import java.util.List;
import java.util.Map;

/**
 * What a report says to a reader, in the order in which it is read. The templates place it and add no word that depends on the results;
 * what is not text yet has methods that give it as text, so that no template formats a number. All that a reader may ask for beyond that
 * is in {@link Data}.
 *
 * @param several      whether the results come from environments that nothing may be compared across
 * @param environments one for each {@link dev.faultpath.results.ResultSet}
 * @param questions    those that were measured, in the suite's order, and last what belongs to none
 * @param estimator    what stands for a fork
 */
public record Page(String title, boolean several, List<Environment> environments, List<QuestionPart> questions, String estimator) {
    /** A text that stands in every report. */
    public Prose prose(String name) {
        return Prose.of(name);
    }

    /** What the words mean that a reader may not know. */
    public Map<String, String> glossary() {
        return Prose.GLOSSARY;
    }

    /** The words of the verdicts, for their legend. */
    public List<Verdict> verdicts() {
        return List.of(Verdict.values());
    }

    /** The kinds of evidence, for their legend. */
    public List<Grade> grades() {
        return List.of(Grade.values());
    }

    /** Whether there is a check against published figures. */
    public boolean external() {
        return environments.stream().anyMatch(e -> e.external() != null);
    }

    /**
     * Results that may be compared with each other.
     *
     * @param prefix   before the anchors of the environment
     * @param name     letter and folders where there are several, else the folders
     * @param picture  that of the answer; {@code null} if there is none
     * @param links    where the forks of a cell stand, by its label
     * @param warnings what to know before believing the rest
     * @param commands that repeat it
     * @param external the check against published figures; {@code null} if there is none
     * @param forks    cells with their forks, a page for each question and JDK
     */
    public record Environment(String prefix, String name, Answer answer, Picture picture, Map<String, ForkLink> links,
                              List<ClaimVerdict> claims, List<Warning> warnings, Map<String, String> facts, List<String> commands,
                              External external, List<ForkPage> forks) {
    }

    /** A warning in one line, and what it is about, one line each. */
    public record Warning(String text, List<String> items) {
    }

    /** The check against figures that others published: what is compared with what, and the figures side by side, a table a JDK. */
    public record External(List<String> text, List<Plain> tables) {
    }

    /**
     * What a reader sees of a question.
     *
     * @param id    anchor, such as {@code Q3}
     * @param name  in a list
     * @param asked what is asked
     * @param text  the explanation
     * @param parts one for each environment
     * @param rows  number of rows that the data have
     */
    public record QuestionPart(String id, String name, Prose asked, Prose text, List<Part> parts, int rows) {
    }

    /**
     * The one group of a question that is shown, in one environment.
     *
     * @param heading of its table
     * @param links   those of the environment
     * @param picture its chart; {@code null} if there is none
     */
    public record Part(String heading, Map<String, ForkLink> links, SideBySide table, Picture picture) {
    }

    /** A table without marks: the first column names the rows, notes stand below. */
    public record Plain(String caption, List<String> head, List<List<String>> rows, List<String> notes) {
    }

    /**
     * A chart.
     *
     * @param id          anchor
     * @param file        relative path of the SVG
     * @param data        the SVG as a data URI
     * @param description what it shows in words, for who does not see it
     */
    public record Picture(String id, String title, String file, String data, String description) {
    }

    /**
     * Where the forks of a cell stand.
     *
     * @param question id of its question in lower case
     * @param page     relative path of the page
     * @param anchor   in it, the same for the same cell in every report, so that a link into a published page stays right
     * @param text     what names the cell where its parameters are known
     */
    public record ForkLink(String question, String page, String anchor, String text) {
    }

    /**
     * Cells with their forks.
     *
     * @param file  relative path
     * @param title of which question and JDK they are
     */
    public record ForkPage(String file, String title, List<CellForks> cells) {
    }

    /**
     * All forks of a cell, also those that do not count.
     *
     * @param summary how many count, and what they come to
     * @param command that runs the cell under JMH alone
     * @param source  file and line of its loop, if that is in C; else empty
     * @param forks   in order of time: block, status, score, mean, bytes and counters as stored, flags and why it does not count
     */
    public record CellForks(String anchor, String label, String summary, String command, String source, List<List<String>> forks) {
    }
}
