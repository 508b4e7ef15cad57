/** The loaded models, reloaded from their folder while requests continue. */
package io.twinstream.serving.model;
