/** Holds what the historical job computes against SQL that was written on its own. */
package io.twinstream.pipelines.check;
