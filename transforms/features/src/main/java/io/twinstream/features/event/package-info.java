/** Events, their positions, their binary and JSON forms, and the records that become none. */
package io.twinstream.features.event;
