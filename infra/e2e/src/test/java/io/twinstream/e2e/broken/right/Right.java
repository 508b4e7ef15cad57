package io.twinstream.e2e.broken.right;

import io.twinstream.e2e.broken.left.Left;
import picocli.CommandLine.Option;

/** Breaks rules on purpose, see {@link Left}. */
public final class Right {
  @Option(names = "--broken")
  String broken;

  Left other;
}
