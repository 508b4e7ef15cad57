/** Keeps what was trained, in MLflow's own layout of files. */
package io.twinstream.offline.models.tracking;
