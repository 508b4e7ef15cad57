/** Whether the service can do its work: what {@code /health} answers. */
package io.twinstream.serving.health;
