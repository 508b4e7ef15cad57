package io.twinstream.serving.access;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * The key of one caller, from {@code twinstream.keys.NAME.secret} and {@code .role}.
 *
 * @param name of the caller
 * @param secret the text that the caller sends; never logged
 * @param role of the caller
 */
@EachProperty("twinstream.keys")
public record ApiKey(@Parameter String name, @NotBlank String secret, @NotNull Role role) {
  @Override
  public String toString() {
    return name + " (" + role + ")";
  }
}
