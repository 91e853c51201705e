/** Draws results as SVG. Pure functions: the same results give the same bytes, on every JDK, locale and set of fonts. */
package dev.faultpath.report.chart;
