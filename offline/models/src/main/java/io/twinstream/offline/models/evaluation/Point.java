package io.twinstream.offline.models.evaluation;

/** A point of a curve. */
public record Point(double x, double y) {}
