package dev.faultpath.report.chart;

/**
 * One picture of results.
 *
 * @param id          the same for the same cells in every run: lower-case letters, digits and hyphens, for file names and ids in a page
 * @param title       with the JDK it was measured on, one line of plain text
 * @param svg         a whole {@code svg} element, one element a line, for a file of its own or for a page
 * @param description one or two sentences for readers who do not see the picture, plain text
 */
public record Chart(String id, String title, String svg, String description) {
}
