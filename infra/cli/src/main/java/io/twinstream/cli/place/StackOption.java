package io.twinstream.cli.place;

import io.twinstream.local.StackAddresses;
import io.twinstream.options.place.Place;
import io.twinstream.options.place.PlaceDefaults;
import java.nio.file.Path;

/** The local stack, which has the places that neither an option nor the profile names. */
public final class StackOption extends StackFolder {
  private final PlaceDefaults places;

  StackOption(PlaceDefaults places) {
    super(Path.of(".twinstream/stack"));
    this.places = places;
  }

  /** The running stack's Kafka brokers. */
  public String kafka() {
    return insteadOf(Place.KAFKA).kafka();
  }

  /** The running stack's online store. */
  public String redis() {
    return insteadOf(Place.REDIS).redis();
  }

  /** The address of the running stack's Flink cluster. */
  public String flink() {
    return insteadOf(Place.FLINK).flink();
  }

  /** The folder of the checkpoints of the stack's jobs. */
  public Path checkpoints() {
    requireLocal(Place.CHECKPOINTS);
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

  void requireLocal(Place... unnamed) {
    places.profile().requireLocal(unnamed);
  }

  private StackAddresses insteadOf(Place place) {
    requireLocal(place);
    return addresses();
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
