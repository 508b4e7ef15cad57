package io.twinstream.cli.demo;

import io.twinstream.local.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of a demo.
 *
 * @param definitions of payments
 * @param traffic to send
 * @param rate events per second
 * @param limit after which it ends
 */
public record DemoPlan(Path definitions, Traffic traffic, double rate, Duration limit) {}
