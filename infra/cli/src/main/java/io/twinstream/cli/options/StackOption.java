package io.twinstream.cli.options;

import io.twinstream.local.StackAddresses;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the local stack keeps its files, and so where its addresses are found. */
public final class StackOption {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = ".twinstream/stack",
      description = "The local stack's files (default: ${DEFAULT-VALUE}).")
  public Path state;

  /**
   * The running stack's addresses.
   *
   * @throws IllegalStateException if no stack runs
   */
  public StackAddresses addresses() {
    return StackAddresses.read(state).orElseThrow(() -> new IllegalStateException(absence()));
  }

  private String absence() {
    return StackAddresses.size(state).isPresent()
        ? "the local stack in %s does not run; start it again with: twinstream up (it goes on with"
                .formatted(state)
            + " the topics, states and checkpoints that it had)"
        : "no local stack runs here (no addresses in "
            + state.toAbsolutePath().normalize()
            + "); start one with: twinstream up; of one elsewhere, name its folder with --state";
  }
}
