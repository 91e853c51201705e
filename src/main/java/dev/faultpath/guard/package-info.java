/**
 * A guard run: which cells are compared between two builds, how their pairs of forks are run and kept, and how the answer is told.
 * What the pairs decide stands in {@code decision}, the two jars in {@code builds}, how often the guard itself is wrong in
 * {@code selftest}, and what slipped under its margin over months in {@code history}.
 */
package dev.faultpath.guard;
