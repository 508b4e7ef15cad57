/** A second, deliberately simple implementation of every feature, which checks the fast one. */
package io.twinstream.features.oracle;
