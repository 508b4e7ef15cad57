/** Features as of instants in the past, computed from events or looked up in written rows. */
package io.twinstream.offline.log.asof;
