package dev.faultpath.claims;

/**
 * A limit that a claim applies, stated before any run.
 *
 * @param text   the limit with its value
 * @param reason why this value
 */
public record Limit(String text, String reason) {
}
