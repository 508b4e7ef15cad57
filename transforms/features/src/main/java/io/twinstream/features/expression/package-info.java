/** Checks and compiles CEL expressions over events: filters and computed fields. */
package io.twinstream.features.expression;
