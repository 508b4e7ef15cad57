/**
 * Features as of an instant in the past, computed from the events or read from what was written.
 */
package io.twinstream.offline.log.asof;
