/**
 * Q7, the owner registry: which pagemaps and address spaces get the same owner, decided once, when each is made. Stands for the
 * owner list of {@code drm_pagemap_util.c} ({@code drm_pagemap_acquire_owner()}), which a fault never reads. The designs are in
 * {@code src/main/docs/designs.md}, section Q7.
 */
package dev.faultpath.design.registry;
