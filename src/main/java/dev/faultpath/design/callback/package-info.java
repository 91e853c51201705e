/**
 * Q4, the pagemap callback: who answers when the owner does not match. Stands for a proposed op, tried in
 * {@code hmm_vma_handle_pte()} after the comparison of {@code page_pgmap(page)->owner} with
 * {@code range->dev_private_owner} has failed; the kernel has merged none.
 *
 * <p>{@link dev.faultpath.model.PagemapCallback} is the side of the drivers, of which package {@code driver} has three;
 * {@link dev.faultpath.design.callback.AccessCheck} is the walk's side and has the designs.
 *
 * <p>The designs, and those that are left out, are in {@code src/main/docs/designs.md}, section Q4.
 */
package dev.faultpath.design.callback;
