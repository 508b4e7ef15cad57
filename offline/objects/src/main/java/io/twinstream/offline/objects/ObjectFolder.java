package io.twinstream.offline.objects;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The entries of a folder, all listed when it is opened. */
record ObjectFolder(List<Path> entries) implements DirectoryStream<Path> {
  @Override
  public Iterator<Path> iterator() {
    return entries.iterator();
  }

  @Override
  public void close() {}
}
