/** What a guard run says without a clock: operations, allocation and instructions of a cell in both builds, and how they differ. */
package dev.faultpath.guard.exact;
