/** What a run left behind: the records of a result file, how they are written and read. Knows neither JMH nor the runner. */
package dev.faultpath.results;
