package io.twinstream.options;

import io.twinstream.features.decode.EventDecoder;
import picocli.CommandLine.Option;

/** The greatest size of a record. */
public final class MaxRecordBytesOption {
  @Option(
      names = "--max-record-bytes",
      paramLabel = "N",
      description =
          "The greatest size of a record in bytes; longer records are dead letters (default:"
              + " ${DEFAULT-VALUE}).")
  public int maxRecordBytes = EventDecoder.DEFAULT_MAX_BYTES;
}
