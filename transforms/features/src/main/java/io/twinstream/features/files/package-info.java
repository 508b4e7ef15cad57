/** The files that a user means by a folder: linked, mounted, written to meanwhile. */
package io.twinstream.features.files;
