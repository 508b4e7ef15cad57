/** Load and fuzz drivers for the service, which runs as a process of its own. */
package io.twinstream.benchmarks.serving;
