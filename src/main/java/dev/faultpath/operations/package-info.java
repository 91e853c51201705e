/**
 * Operations that byte code asks for, counted exactly: the classes of the model, the designs and the benchmarks are loaded a second
 * time, with a call of {@link dev.faultpath.operations.Tally} beside every access, call and branch. Nothing that is timed sees them.
 */
package dev.faultpath.operations;
