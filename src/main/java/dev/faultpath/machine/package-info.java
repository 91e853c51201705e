/** This machine and the JDKs on it: what they are, how fast and how quiet the machine is just now. */
package dev.faultpath.machine;
