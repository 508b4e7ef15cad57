/** What the service serves: every definition and model, who owns it, and what hangs on what. */
package io.twinstream.serving.registry;
