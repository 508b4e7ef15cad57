/** Times as people write them: time zones and patterns, from tables of the project's own. */
package io.twinstream.features.time;
