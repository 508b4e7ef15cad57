/** The aggregation functions, and their list. */
package io.twinstream.features.function.library;
