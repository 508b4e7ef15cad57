/** Tests definitions without a broker or a store: events in, features as of an instant out. */
package io.twinstream.features.testkit;
