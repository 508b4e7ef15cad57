/** Protects reads of the online store: deadlines, a circuit breaker, and fallbacks. */
package io.twinstream.serving.guard;
