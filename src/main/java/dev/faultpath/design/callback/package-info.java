/**
 * Q4, the pagemap callback: who answers when the owner does not match. Stands for a proposed op, tried in
 * {@code hmm_vma_handle_pte()} after the comparison of {@code page_pgmap(page)->owner} with
 * {@code range->dev_private_owner} has failed; the kernel has merged none.
 *
 * <p>{@link dev.faultpath.design.callback.PagemapCallback} is the side of the drivers, of which package {@code driver} has three;
 * {@link dev.faultpath.design.callback.AccessCheck} is the walk's side and has the designs.
 *
 * <p>Two entries of the catalogue have no design here. C11, the owner list that is filled when a pagemap is created, runs the
 * very code of {@code none} in a fault: what it adds is which owners there are, so it is {@code none} on a layout whose devices
 * share an owner, and Q7 measures the registry. C10, a callback that returns the page's DMA address, asks as often as
 * {@code callback-last-pagemap}; its second answer belongs into the device page table, which is not what a walk writes.
 */
package dev.faultpath.design.callback;
