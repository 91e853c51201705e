/**
 * A guard run: whether one build is slower than another. What differs without a clock stands in {@code exact}, what the clock decides in
 * {@code decision}, the two jars in {@code builds}.
 */
package dev.faultpath.guard;
