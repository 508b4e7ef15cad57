package io.twinstream.local.simulation;

/**
 * A record of a simulated source.
 *
 * @param source the name of the source in the definitions of the example
 * @param key of the record in its topic
 * @param time of the event, in milliseconds since 1970
 * @param payload JSON
 */
public record SimulatedRecord(String source, String key, long time, byte[] payload) {}
