package dev.faultpath.claims;

/**
 * Where a claim was said, as far as it is known.
 *
 * @param message who, and in which thread or series
 * @param date    when, as exactly as it is known
 */
public record Source(String message, String date) {
}
