package io.twinstream.serving.access;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * A caller who is known: {@code twinstream.keys.NAME.secret} and {@code .role}.
 *
 * @param name of the caller
 * @param secret what the caller sends; never shown
 * @param role what the caller may do
 */
@EachProperty("twinstream.keys")
public record ApiKey(@Parameter String name, @NotBlank String secret, @NotNull Role role) {
  @Override
  public String toString() {
    return name + " (" + role + ")";
  }
}
