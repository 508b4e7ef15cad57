/** The backfill job: features and states from history, whole or in chunks. */
package io.twinstream.pipelines.backfill;
