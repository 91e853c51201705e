package dev.faultpath.guard.decision;

/**
 * One pair that the procedure wants.
 *
 * @param cell           label of the cell
 * @param stage          what it is wanted for
 * @param number         the pair's number among those of the cell in this stage, from 1, pairs that were lost included
 * @param candidateFirst which build's fork is to run first: balanced over each four pairs of a cell, so that a steady drift of the
 *                       machine cancels
 */
public record Request(String cell, Stage stage, int number, boolean candidateFirst) {
}
