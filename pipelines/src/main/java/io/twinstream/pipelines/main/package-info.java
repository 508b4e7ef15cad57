/** The main class of the jar of the jobs. */
package io.twinstream.pipelines.main;
