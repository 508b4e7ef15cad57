/** Primitives of the binary forms: of stored states, and of events between the steps of a job. */
package io.twinstream.features.bytes;
