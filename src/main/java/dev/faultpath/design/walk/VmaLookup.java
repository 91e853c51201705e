package dev.faultpath.design.walk;

import dev.faultpath.design.Question;
import dev.faultpath.model.Vma;

/**
 * One design of the area lookup, for the areas that it is made with: {@code find_vma()}. A public constructor takes them as an
 * array in address order that nobody changes.
 *
 * <p>Contract: the answer is that of a scan of all areas from the lowest on. One object serves one thread.
 */
@Question("Q1")
public interface VmaLookup {
    /** The first area that ends above {@code addr}, or null. It need not contain the address. */
    Vma find(long addr);
}
