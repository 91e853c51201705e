/**
 * Whether one build is slower than another: how pairs of forks are asked for, what they decide, and how that is told. Pure
 * functions of the pairs: the same pairs, settings and seed give the same bytes. The forks themselves are run elsewhere.
 */
package dev.faultpath.guard;
