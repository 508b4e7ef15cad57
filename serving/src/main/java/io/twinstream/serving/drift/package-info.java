/** Watches the inputs and scores of models for drift, and exports it as metrics. */
package io.twinstream.serving.drift;
