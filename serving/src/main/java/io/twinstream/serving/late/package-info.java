/** Connects to an online store that becomes available after the server has started. */
package io.twinstream.serving.late;
