/**
 * The in-memory machine that every design runs on: address spaces, their VMAs and page tables, the memmap, device
 * pagemaps, the interval notifier and the device page table. Flat arrays stand where the kernel has flat memory, so
 * that the number and the dependence of loads carry over. Names are the kernel's.
 *
 * <p>Nothing here knows of JMH, files or output.
 */
package dev.faultpath.model;
