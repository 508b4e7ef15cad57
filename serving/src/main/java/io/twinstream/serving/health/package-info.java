/** The health indicators behind {@code /health}. */
package io.twinstream.serving.health;
