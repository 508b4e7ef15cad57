/** What all jobs share: options, arguments for Flink, exit codes, folders. */
package io.twinstream.pipelines.job;
