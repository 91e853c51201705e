/**
 * Whether one build is slower than another. How pairs of forks are asked for, what they decide, and how that is told, are pure
 * functions of the pairs: the same pairs, settings and seed give the same bytes. Around them stand the two builds and what of
 * their code a cell can reach, the run that has the pairs made and keeps them, and the guard's test of itself.
 */
package dev.faultpath.guard;
