package io.twinstream.cli.options;

import io.twinstream.local.StackAddresses;
import java.nio.file.Path;

/** The local stack whose addresses a command uses. */
public final class StackOption extends StackFolder {
  public StackOption() {
    super(Path.of(".twinstream/stack"));
  }

  /** The folder of the checkpoints of the stack's jobs. */
  public Path checkpoints() {
    return state.resolve("checkpoints");
  }

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
        ? "the local stack in %s does not run; start it again with: twinstream up (it continues"
                .formatted(state)
            + " with the topics, states and checkpoints that it had)"
        : "no local stack runs here (no addresses in "
            + state.toAbsolutePath().normalize()
            + "); start one with: twinstream up; if it is elsewhere, name its folder with --state";
  }
}
