package dev.faultpath.guard.decision;

/**
 * One pair that the procedure wants.
 *
 * @param cell           label of the cell
 * @param candidateFirst which build's fork is to run first: balanced over each four pairs of a cell, so that a steady drift of the
 *                       machine cancels
 */
public record Request(String cell, boolean candidateFirst) {
}
