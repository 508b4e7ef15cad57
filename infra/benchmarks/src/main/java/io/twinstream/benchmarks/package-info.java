/** Measures what is hot: the algebra by JMH, whole jobs by load drivers. */
package io.twinstream.benchmarks;
