/** From a training set to a model file and a report: reading, splitting, tuning, exporting. */
package io.twinstream.offline.models.training;
