package io.twinstream.features.definition;

/** A CEL expression over features and request fields, evaluated when features are read. */
public record DerivedFeature(String name, String expression) {}
