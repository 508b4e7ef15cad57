/** Compares the results of the backfill job with independently written SQL. */
package io.twinstream.pipelines.check;
