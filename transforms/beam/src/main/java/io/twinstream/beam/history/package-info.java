/** Historical features: replays the events of an entity up to each row. */
package io.twinstream.beam.history;
