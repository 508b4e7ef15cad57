package io.twinstream.options.place;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a profile says the place of. */
public enum Place {
  KAFKA("HOST:PORT"),
  REDIS("HOST:PORT"),
  SCHEMA_REGISTRY("URL"),
  FLINK("HOST:PORT"),
  CHECKPOINTS("DIR");

  /** The form of its values. */
  final String form;

  Place(String form) {
    this.form = form;
  }

  /** Its key in the file of the profiles. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The option that names it. */
  public String option() {
    return "--" + key().replace('_', '-');
  }

  /** The environment variable that names it. */
  public String variable() {
    return "TWINSTREAM_" + name();
  }

  /** The place that an option names; empty if the option has another meaning. */
  static Optional<Place> of(String option) {
    return Arrays.stream(values()).filter(place -> place.option().equals(option)).findFirst();
  }

  boolean isFolder() {
    return form.equals("DIR");
  }
}
