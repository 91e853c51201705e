/**
 * Guarantees under concurrency as jcstress tests, one class a guarantee, one nested test a design. An outcome that a design must
 * never show is FORBIDDEN; the same outcome of a design that is wrong on purpose is ACCEPTABLE_INTERESTING, and a run in which it was
 * not seen has shown nothing. {@code faultpath stress} runs them.
 */
package dev.faultpath.stress;
