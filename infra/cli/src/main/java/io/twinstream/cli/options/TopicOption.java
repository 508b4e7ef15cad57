package io.twinstream.cli.options;

import picocli.CommandLine.Option;

/** The topic that a command reads or writes. */
public final class TopicOption {
  @Option(names = "--topic", description = "The topic (default: ${DEFAULT-VALUE}).")
  public String name;

  /**
   * @param byDefault the value if the user does not give the option
   */
  public TopicOption(String byDefault) {
    this.name = byDefault;
  }
}
