/** How often the guard is wrong, counted over runs of a build against itself and over runs with a planted delay. */
package dev.faultpath.guard.selftest;
