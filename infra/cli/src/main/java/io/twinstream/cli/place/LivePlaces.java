package io.twinstream.cli.place;

import io.twinstream.local.flink.FlinkRest;
import io.twinstream.options.KafkaOption;
import io.twinstream.options.RedisOption;
import io.twinstream.options.place.Place;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** The places of a live job: by default, all in the local stack. */
public final class LivePlaces {
  @Mixin public StackOption stack;
  @Mixin private KafkaOption kafka;
  @Mixin private RedisOption redis;
  @Mixin private FlinkOption flink;

  /**
   * Checks that all places are named, or are the local stack's.
   *
   * @param checkpoints whether their folder is named
   * @throws IllegalArgumentException if not, with all that are missing
   */
  public void require(boolean checkpoints) {
    Map<Place, Boolean> named = new EnumMap<>(Place.class);
    named.put(Place.KAFKA, kafka.brokers.isPresent());
    named.put(Place.REDIS, redis.redis.isPresent());
    named.put(Place.FLINK, flink.address.isPresent());
    named.put(Place.CHECKPOINTS, checkpoints);
    named.values().removeIf(Boolean::booleanValue);
    stack.requireLocal(named.keySet().toArray(Place[]::new));
  }

  public String kafka() {
    return kafka.brokers.orElseGet(stack::kafka);
  }

  public String redis() {
    return redis.redis.orElseGet(stack::redis);
  }

  /** Whether the brokers are the local stack's. */
  public boolean hasOwnBrokers() {
    return kafka.brokers.isEmpty();
  }

  /** The address of a Flink cluster that is not the local stack's; empty for that one. */
  public Optional<String> otherFlink() {
    return flink.address;
  }

  public FlinkRest flink() {
    return FlinkRest.at(flink.address.orElseGet(stack::flink));
  }
}
