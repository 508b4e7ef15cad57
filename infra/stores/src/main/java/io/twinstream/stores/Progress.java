package io.twinstream.stores;

/**
 * How far a pipeline is. It may go down: after a restore to an older checkpoint it does, first.
 *
 * @param known the watermark on known time, milliseconds since 1970: all that was known before is
 *     in
 * @param publishedAt when the pipeline said so, milliseconds since 1970
 */
public record Progress(long known, long publishedAt) {}
