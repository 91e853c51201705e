package dev.faultpath.design.walk;

import dev.faultpath.model.Vma;

/**
 * {@code linked-list} (designs.md W19): the areas one after the other. Stands for the {@code mm->mmap} list that the kernel kept beside its
 * tree up to 6.0, used alone.
 *
 * <p>A lookup costs O(n) dependent loads from the lowest area on; it is the floor for an address space with a handful of areas
 * and a warning for any other. A change costs two stores.
 */
public final class LinkedListLookup implements VmaLookup {
    private final Node head;

    public LinkedListLookup(Vma[] areas) {
        Node next = null;
        for (int i = areas.length - 1; i >= 0; i--) {
            next = new Node(areas[i], next);
        }
        head = next;
    }

    @Override
    public Vma find(long addr) {
        Node node = head;
        while (node != null && node.area.end() <= addr) {
            node = node.next;
        }
        return node == null ? null : node.area;
    }

    private record Node(Vma area, Node next) { }
}
