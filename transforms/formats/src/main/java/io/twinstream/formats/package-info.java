/** What records in formats with schemas have in common: where their values are read to. */
package io.twinstream.formats;
