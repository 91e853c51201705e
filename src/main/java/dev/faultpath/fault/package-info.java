/**
 * The reference range-fault engine: a walk, the CPU faults that it asks for, and the notifier check between walks. Stands
 * for {@code hmm_range_fault()} of {@code mm/hmm.c}. Around it, the loop of a driver whose client uses memory of its peers, and what
 * takes that memory away: revocation, links that go down, unplug. For who embeds the model: a process's CPU side, and a driver for it.
 */
package dev.faultpath.fault;
