/**
 * The reference range-fault engine: a walk, the CPU faults that it asks for, and the notifier check between walks. Stands
 * for {@code hmm_range_fault()} of {@code mm/hmm.c}.
 */
package dev.faultpath.fault;
