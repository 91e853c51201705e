package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;

/** Callbacks of the generic page walk, one a level: the kernel's {@code mm_walk_ops}. All return as the walk's contract says. */
interface MmWalkOps {
    /** Returned by {@link #pudEntry} to descend into the table below. Our own value; no error number is as large. */
    int SUBTREE = Integer.MAX_VALUE;

    /** Before an area is walked: 0 to walk it, 1 to skip it. */
    int testWalk(HmmWalk walk, Vma vma, long addr, long end);

    /** Nothing at some level; {@code vma} is null where there is no area. */
    int pteHole(HmmWalk walk, Vma vma, long addr, long end);

    /** A PUD entry that is not none. */
    int pudEntry(HmmWalk walk, Vma vma, long addr, long end, int index);

    /** A PMD entry that is not none. It handles its own PTEs. */
    int pmdEntry(HmmWalk walk, Vma vma, long addr, long end, int index);

    /** An entry of a hugetlb area that is not none. */
    int hugetlbEntry(HmmWalk walk, Vma vma, long addr, long end, int index);
}
