/** The jars that are compared: how they are made, and what of their code a cell can reach. */
package dev.faultpath.guard.builds;
