/** Turns results into text. Pure functions: the same results give the same bytes. */
package dev.faultpath.report;
