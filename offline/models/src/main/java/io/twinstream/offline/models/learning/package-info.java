/**
 * Learns to distinguish positive rows from others: logistic regression, boosted trees, calibration.
 */
package io.twinstream.offline.models.learning;
