/** The HTTP server: returns features, evaluated when they are read. */
package io.twinstream.serving;
