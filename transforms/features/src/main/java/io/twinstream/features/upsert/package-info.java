/** Versions of rows: which one counts, which entities it concerns, and what these keep of rows. */
package io.twinstream.features.upsert;
