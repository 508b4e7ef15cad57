/** The job that computes training sets. */
package io.twinstream.pipelines.trainingset;
