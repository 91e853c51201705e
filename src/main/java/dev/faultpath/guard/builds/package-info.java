/** The jars that are compared: how they are made, what of their code a cell can reach, and a copy with a delay planted in it. */
package dev.faultpath.guard.builds;
