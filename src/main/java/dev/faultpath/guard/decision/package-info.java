/**
 * Whether one build is slower than another: which pairs of forks are wanted, and what they say. Pure functions of the pairs: the same
 * pairs, settings and seed give the same verdicts.
 */
package dev.faultpath.guard.decision;
