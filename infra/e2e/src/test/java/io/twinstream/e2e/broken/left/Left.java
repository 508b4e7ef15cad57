package io.twinstream.e2e.broken.left;

import io.twinstream.e2e.broken.right.Right;
import picocli.CommandLine.Option;

/** Breaks rules on purpose: a ring of packages, a public class, an option declared twice. */
public final class Left {
  @Option(names = "--broken")
  String broken;

  Right other;
}
