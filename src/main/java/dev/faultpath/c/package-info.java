/**
 * The C pair: the loops of the designs of Q1 to Q4 in C, over the same model. The sources, {@code src/main/c}, are in the jar; they are
 * compiled on first use where there is a C compiler, and nothing else depends on that. A design of C has the name of its design of Java.
 */
package dev.faultpath.c;
