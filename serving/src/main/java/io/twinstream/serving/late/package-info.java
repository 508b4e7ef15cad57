/** The online store, where it comes later than the service. */
package io.twinstream.serving.late;
