package io.twinstream.cli.options;

/** The exit codes of commands, besides 0 for success and 2 for wrong usage. */
public final class ExitCodes {
  /** A check failed. */
  public static final int FAILED = 1;

  /** Something could not be started, read or connected to. */
  public static final int BROKEN = 3;

  private ExitCodes() {}
}
