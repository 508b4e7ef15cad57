/** Stores training runs in MLflow's file layout. */
package io.twinstream.offline.models.tracking;
