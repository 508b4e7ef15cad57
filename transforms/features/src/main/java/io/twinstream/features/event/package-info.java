/** Events, where they stand, and how a record becomes one or a dead letter. */
package io.twinstream.features.event;
