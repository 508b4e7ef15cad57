/** Limits of the number of connections, and of the time in which a request may arrive. */
package io.twinstream.serving.connection;
