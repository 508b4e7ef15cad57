package io.twinstream.cli.place;

import io.twinstream.options.KafkaOption;
import picocli.CommandLine.Mixin;

/** The brokers that a command reads or writes: the local stack's by default. */
public final class BrokersOption {
  @Mixin public StackOption stack;
  @Mixin private KafkaOption kafka;

  public String address() {
    return kafka.brokers.orElseGet(() -> stack.kafka());
  }

  /** Whether the user names brokers. */
  public boolean given() {
    return kafka.brokers.isPresent();
  }
}
