/** Exports the metrics of jobs over HTTP. */
package io.twinstream.pipelines.metrics;
