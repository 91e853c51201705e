/**
 * Q2, pfn population: how the answers of a walk reach the caller, and how request words are looked at before. Stands for the
 * writes to {@code range->hmm_pfns[]} in the callbacks of {@code mm/hmm.c}, and for {@code hmm_range_need_fault()}.
 *
 * <p>Every {@link dev.faultpath.design.populate.PfnPopulation} reads the same
 * {@link dev.faultpath.design.populate.LeafStream}: what a walk has found, as the raw entries of last-level tables and one
 * decided word for each larger stretch. Finding and deciding are held constant; the output alone differs.
 *
 * <p>Of the catalogue, P1 to P8 and P10 are classes here. P9, the batch size, is no design of its own: it is the pages that
 * one call of the reference engine answers, a parameter of {@code BatchSizeBenchmark}. Of P7 the form with a byte of flags a
 * page is here; one bitmap for each flag is left out, as eleven flag and order bits would need eight of them and every page
 * would write into each. Of P10 the form with {@code MemorySegment} is left out: Java 17 has it as a preview only.
 */
package dev.faultpath.design.populate;
