/** Tables of data lakes, which a library on the class path reads and commits. */
package io.twinstream.offline.log.lake;
