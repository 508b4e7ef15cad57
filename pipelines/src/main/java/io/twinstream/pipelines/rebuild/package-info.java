/** The job that fills the online store again from topics and archives. */
package io.twinstream.pipelines.rebuild;
