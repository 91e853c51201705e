package dev.faultpath.report.chart;

/**
 * One picture of results.
 *
 * @param id          names what the chart shows, the same for the same cells in every run: lower-case letters, digits and hyphens, so that it
 *                    serves as a file name and as an id in a page
 * @param title       what is shown, with the JDK it was measured on, one line of plain text
 * @param svg         a whole {@code svg} element, one element a line, the last line with a line feed; it may stand in a file of its own or in
 *                    a page
 * @param description one or two sentences for readers who do not see the picture, plain text
 */
public record Chart(String id, String title, String svg, String description) {
}
