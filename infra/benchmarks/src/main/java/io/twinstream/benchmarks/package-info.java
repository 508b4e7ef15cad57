/** Benchmarks: the algebra with JMH, whole jobs with load drivers. Results are in RESULTS.md. */
package io.twinstream.benchmarks;
