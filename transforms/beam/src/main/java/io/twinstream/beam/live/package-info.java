/** Live features: states that grow event by event, and dropped duplicates. */
package io.twinstream.beam.live;
