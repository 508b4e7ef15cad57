/** Load drivers and fuzzing for the server, which runs in its own process. */
package io.twinstream.benchmarks.serving;
