package io.twinstream.cli.place;

import io.twinstream.options.place.PlaceDefaults;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Creates commands and their options; the local stack's options get the profile. */
public final class PlacesFactory implements IFactory {
  private final PlaceDefaults places;

  public PlacesFactory(PlaceDefaults places) {
    this.places = places;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    return type == StackOption.class
        ? type.cast(new StackOption(places))
        : CommandLine.defaultFactory().create(type);
  }
}
