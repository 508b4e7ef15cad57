/** Parses times: time zones and patterns, from tables of this build. */
package io.twinstream.features.time;
