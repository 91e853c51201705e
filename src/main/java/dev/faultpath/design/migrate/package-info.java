/**
 * Q8, migration: what a "no" costs. Stands for {@code migrate_vma_setup()}, {@code migrate_vma_pages()} and
 * {@code migrate_vma_finalize()} of {@code mm/migrate_device.c}, for the helpers over them in {@code drm_pagemap.c}, and for the
 * driver's allocator of device memory. Pages have real contents of 4 KiB. The designs are in
 * {@code src/main/docs/designs.md}, section Q8.
 */
package dev.faultpath.design.migrate;
