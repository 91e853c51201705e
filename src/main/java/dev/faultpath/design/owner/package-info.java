/**
 * Q3, the owner comparison: what is compared for a device-private page to decide whether the asker takes it as it is.
 * Stands for the test of {@code page_pgmap(page)->owner} against {@code range->dev_private_owner} that
 * {@code hmm_vma_handle_pte()} makes for each device-private entry. The designs are in {@code src/main/docs/designs.md}, section Q3.
 */
package dev.faultpath.design.owner;
