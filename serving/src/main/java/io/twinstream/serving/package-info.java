/** The HTTP service: features, evaluated when they are read. */
package io.twinstream.serving;
