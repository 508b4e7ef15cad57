/** A second implementation of every feature, as plain as can be, that checks the fast one. */
package io.twinstream.features.oracle;
