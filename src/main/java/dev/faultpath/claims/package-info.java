/**
 * The claims of the argument, each a predicate over results: pure functions from what a run left behind to a verdict with the figures
 * that decide it. {@link dev.faultpath.claims.Claims} judges them all.
 */
package dev.faultpath.claims;
