/** The command line: one class a command. The only place that prints to the terminal or ends the program. */
package dev.faultpath.cli;
