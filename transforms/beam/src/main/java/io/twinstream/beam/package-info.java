/**
 * PTransforms that compute states and feature rows from raw records, in live and historical jobs.
 */
package io.twinstream.beam;
