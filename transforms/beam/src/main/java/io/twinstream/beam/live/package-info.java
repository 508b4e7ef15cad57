/** Live features: states that are updated event by event, and dropped duplicates. */
package io.twinstream.beam.live;
