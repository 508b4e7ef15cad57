/** The live job: reads topics, updates states, publishes progress, takes checkpoints. */
package io.twinstream.pipelines.stream;
