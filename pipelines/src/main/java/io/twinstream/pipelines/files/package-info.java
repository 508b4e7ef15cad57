/** Sources and sinks of the jobs in files: history, archives, states and tables. */
package io.twinstream.pipelines.files;
