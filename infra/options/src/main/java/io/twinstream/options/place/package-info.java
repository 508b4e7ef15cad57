/**
 * Where things are: the addresses and folders that commands and jobs use unless an option names
 * others. {@link io.twinstream.options.place.Profile} reads them from a file and the environment.
 */
package io.twinstream.options.place;
