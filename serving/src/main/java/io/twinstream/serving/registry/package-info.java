/** Lists what the server serves: every definition and model, its owner and its dependencies. */
package io.twinstream.serving.registry;
