/** Events, positions, raw records and dead letters, and their binary and JSON forms. */
package io.twinstream.features.event;
