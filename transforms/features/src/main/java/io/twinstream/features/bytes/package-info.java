/** The primitives of the binary forms: of states, which are stored, and of events on their way. */
package io.twinstream.features.bytes;
