/** Metrics of jobs: counted in this process, and exported in the format of Prometheus. */
package io.twinstream.beam.metric;
