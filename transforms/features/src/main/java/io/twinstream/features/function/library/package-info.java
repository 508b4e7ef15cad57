/**
 * The aggregation functions, and their list. Large because each function is a class of its own, and
 * the list is the only class that knows them.
 */
package io.twinstream.features.function.library;
