/** Enriched sources: events with the features of other views as of each event. */
package io.twinstream.features.enrich;
