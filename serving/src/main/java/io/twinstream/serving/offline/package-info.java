/** Features as of the past, computed from the events of the offline store. */
package io.twinstream.serving.offline;
