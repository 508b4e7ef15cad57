package io.twinstream.options;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which views are computed or listed. */
public final class ViewsOption {
  @Option(
      names = "--views",
      split = ",",
      paramLabel = "NAME@VERSION",
      description = "The views (default: all; with --history, those of its sources).")
  public List<String> ids = new ArrayList<>();
}
