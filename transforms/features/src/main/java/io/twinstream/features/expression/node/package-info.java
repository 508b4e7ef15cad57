/** The nodes of compiled expressions, by the type of their value. */
package io.twinstream.features.expression.node;
