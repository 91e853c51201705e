/**
 * The drivers that a pagemap callback may be: by a table of links, by PCI distance, by policy. They stand for the ops of
 * different GPU drivers, do a few loads each, and can be made to cost more.
 */
package dev.faultpath.design.callback.driver;
