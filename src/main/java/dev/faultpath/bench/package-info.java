/** JMH benchmarks, one class a question. Designs live outside, so that they can be tested and read on their own. */
package dev.faultpath.bench;
