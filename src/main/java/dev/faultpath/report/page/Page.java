package dev.faultpath.report.page;

import java.util.List;

/**
 * What a report says, as finished text in the order in which it is read. The templates place it and add no word that depends on
 * the results. Numbers are strings here already: no template formats one.
 *
 * @param title        of the page
 * @param several      whether the results come from environments that nothing may be compared across
 * @param environments one for each {@link dev.faultpath.results.ResultSet}
 * @param questions    those that were measured, Q0 to Q8, and last what belongs to none
 * @param model        what the model leaves out
 * @param estimator    what stands for a fork
 */
public record Page(String title, boolean several, List<Environment> environments, List<QuestionPart> questions, Prose model,
                   String estimator) {
    /** Whether there is a check against published figures. */
    public boolean external() {
        return environments.stream().anyMatch(e -> e.external() != null);
    }

    /**
     * Results that may be compared with each other.
     *
     * @param id       anchor
     * @param name     letter and folders where there are several, else the folders
     * @param claims   C1 to C8; empty if they were not judged
     * @param warnings what to know before believing the rest
     * @param facts    machine, JDKs, code, flags
     * @param commands what repeats it
     * @param external the check against published figures; {@code null} if there is none
     * @param jdks     forks by JDK and cell
     */
    public record Environment(String id, String name, List<Claim> claims, List<Warning> warnings, List<Fact> facts,
                              List<String> commands, External external, List<JdkForks> jdks) {
    }

    /**
     * A claim and its verdict.
     *
     * @param anchor  where the page has it
     * @param id      C1 to C8
     * @param said    the claim in words
     * @param verdict one word
     * @param because one sentence
     * @param deciding the figure that decides most; {@code null} if there is none
     * @param regions  where it holds and where not
     * @param open     what would decide what is open
     * @param limits   that were applied
     * @param figures  what it rests on, JDK by JDK
     */
    public record Claim(String anchor, String id, String said, String verdict, String because, Figure deciding, List<Region> regions,
                        List<String> open, List<String> limits, List<Figures> figures) {
    }

    /**
     * Where a claim holds or not.
     *
     * @param where which part
     * @param holds whether it holds there
     * @param what  what was found
     */
    public record Region(String where, String holds, String what) {
    }

    /**
     * Figures of one JDK.
     *
     * @param heading the JDK; says so if they were computed and not measured
     * @param figures at least one
     */
    public record Figures(String heading, List<Figure> figures) {
    }

    /**
     * A number that decided a claim.
     *
     * @param label what it is
     * @param value with its unit
     * @param range its interval, or that it is exact
     * @param cells the cells it was computed from
     */
    public record Figure(String label, String value, String range, List<Link> cells) {
    }

    /**
     * A link within the report.
     *
     * @param text   what is shown
     * @param anchor of the forks of a cell; empty if the cell is not in these results
     */
    public record Link(String text, String anchor) {
    }

    /**
     * A warning.
     *
     * @param text  one line
     * @param items what it is about, one line each
     */
    public record Warning(String text, List<String> items) {
    }

    /**
     * A property of the environment.
     *
     * @param name  what
     * @param value how much
     */
    public record Fact(String name, String value) {
    }

    /**
     * The check of the model against figures that others published.
     *
     * @param text   what is compared with what
     * @param tables figures side by side, one a JDK
     */
    public record External(List<String> text, List<Plain> tables) {
    }

    /**
     * All that is said of a question.
     *
     * @param id    anchor and name, such as {@code Q3}
     * @param title two or three words
     * @param asked what is asked
     * @param text  the explanation
     * @param parts    one for each environment and JDK
     * @param others   tables of what was not timed
     * @param pictures of what was not timed
     */
    public record QuestionPart(String id, String title, Prose asked, Prose text, List<Part> parts, List<Plain> others, List<Picture> pictures) {
    }

    /**
     * A question on one JDK in one environment.
     *
     * @param heading  the JDK, and the environment where there are several
     * @param tables   one for each benchmark class
     * @param growth   fitted costs; empty if nothing was measured at enough sizes
     * @param extras   further tables
     * @param pictures charts that are always shown: the ratios of the largest group, and all that are not of ratios
     * @param more     the other charts of ratios
     */
    public record Part(String heading, List<Table> tables, List<GrowthLine> growth, List<Plain> extras, List<Picture> pictures,
                       List<Picture> more) {
    }

    /**
     * The table of one benchmark class.
     *
     * @param caption  what is in it
     * @param counted  whether anything was counted beside the times
     * @param groups   one for each set of parameters
     */
    public record Table(String caption, boolean counted, List<Group> groups) {
    }

    /**
     * Designs that were compared with each other.
     *
     * @param parameters what they have in common; empty if nothing
     * @param lines      one for each design
     * @param remarks    what to know of their forks
     */
    public record Group(String parameters, List<Line> lines, List<String> remarks) {
    }

    /**
     * One design.
     *
     * @param design   its name
     * @param kind     {@code reference}, {@code design}, {@code control} or {@code broken}
     * @param anchor   of its forks
     * @param ns       for each walk; or what is said instead
     * @param perPage  ns for each page; empty if there are no pages
     * @param ratio    to the reference; empty if there is none
     * @param interval of the ratio, or what is said instead
     * @param mark     verdict mark
     * @param meaning  the mark in words
     * @param bytes    allocated for each walk
     * @param counted  operations counted
     * @param forks    that count
     */
    public record Line(String design, String kind, String anchor, String ns, String perPage, String ratio, String interval, String mark,
                       String meaning, String bytes, String counted, String forks) {
    }

    /**
     * The line through a design's costs at several sizes.
     *
     * @param design     its name
     * @param parameters benchmark and parameters
     * @param fixed      ns at no page
     * @param perPage    ns for one page more
     * @param worst      farthest residual, per cent
     * @param worstAt    pages where it is
     */
    public record GrowthLine(String design, String parameters, String fixed, String perPage, String worst, String worstAt) {
    }

    /**
     * A table that has no marks.
     *
     * @param caption what is in it
     * @param head    of the columns; the first names the rows
     * @param rows    as many texts as the head has
     * @param notes   lines below it
     */
    public record Plain(String caption, List<String> head, List<List<String>> rows, List<String> notes) {
    }

    /**
     * A chart.
     *
     * @param id          anchor
     * @param title       with the JDK
     * @param file        relative path of the SVG
     * @param data        the SVG as a data URI
     * @param description what it shows in words, for who does not see it
     */
    public record Picture(String id, String title, String file, String data, String description) {
    }

    /**
     * All forks on one JDK.
     *
     * @param heading the JDK, and the environment where there are several
     * @param cells   in the order of the result files
     */
    public record JdkForks(String heading, List<CellForks> cells) {
    }

    /**
     * All forks of a cell, also those that do not count.
     *
     * @param anchor  where it is
     * @param label   the cell
     * @param summary how many count, and what they come to
     * @param forks   in order of time
     */
    public record CellForks(String anchor, String label, String summary, List<ForkLine> forks) {
    }

    /**
     * One fork.
     *
     * @param block   number of its block
     * @param status  whether it counts
     * @param score   ns for each operation by the estimator, as stored
     * @param mean    mean of its iterations, as stored
     * @param bytes   allocated for each operation, as stored
     * @param counted counters, as stored
     * @param notes   flags, and the reason if it does not count
     */
    public record ForkLine(String block, String status, String score, String mean, String bytes, String counted, String notes) {
    }
}
