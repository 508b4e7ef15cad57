/**
 * The PTransforms that turn raw records into states and feature rows, live and historical alike.
 */
package io.twinstream.beam;
