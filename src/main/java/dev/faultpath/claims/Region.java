package dev.faultpath.claims;

/**
 * One part of where a claim was looked at.
 *
 * @param where which sizes, placements, devices or JDKs
 * @param holds whether the claim holds there: {@code holds}, {@code does not hold} or {@code undecided}
 * @param what  what was found there, with a figure
 */
public record Region(String where, String holds, String what) {
}
