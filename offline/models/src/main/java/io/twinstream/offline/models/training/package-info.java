/** Trains models: reads training sets, splits, tunes, exports and reports. */
package io.twinstream.offline.models.training;
