/** Connections of callers: how many there may be, and how long a request may take to arrive. */
package io.twinstream.serving.connection;
