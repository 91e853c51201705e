/**
 * Q2, pfn population: how the answers of a walk reach the caller, and how request words are looked at before. Stands for the
 * writes to {@code range->hmm_pfns[]} in the callbacks of {@code mm/hmm.c}, and for {@code hmm_range_need_fault()}.
 *
 * <p>Every {@link dev.faultpath.design.populate.PfnPopulation} reads the same
 * {@link dev.faultpath.design.populate.LeafStream}: what a walk has found, as the raw entries of last-level tables and one
 * decided word for each larger stretch. Finding and deciding are held constant; the output alone differs.
 *
 * <p>The designs, and those that are left out, are in {@code src/main/docs/designs.md}, section Q2.
 */
package dev.faultpath.design.populate;
