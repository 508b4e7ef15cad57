package io.twinstream.cli.demo;

import io.twinstream.local.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a demonstration does.
 *
 * @param definitions of payments
 * @param traffic what is sent
 * @param rate events per second
 * @param limit after which it ends by itself
 */
public record DemoPlan(Path definitions, Traffic traffic, double rate, Duration limit) {}
