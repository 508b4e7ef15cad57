/** CEL expressions over events: filters and computed fields, checked and compiled. */
package io.twinstream.features.expression;
