/** Filters and derived features: CEL expressions, checked against schemas and compiled. */
package io.twinstream.features.expression;
