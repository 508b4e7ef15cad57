package io.twinstream.pipelines.stream;

import io.twinstream.stores.Generation;

/**
 * Detects that a source of a view ended without having been read. A topic does not end, and an
 * archive does not end before all of its parts were read. They do in a job that was restored from a
 * checkpoint that was taken before a source was split, because the runner then assumes that the
 * source has no splits.
 *
 * @param generation that the job writes, for messages
 * @param parts the number of parts of the archive
 */
record EndedSources(Generation generation, int parts) {
  /**
   * Checks an archive whose watermark has passed.
   *
   * @param read the number of parts that were read
   */
  void requireArchive(int read) {
    if (read < parts) {
      throw unread("archive");
    }
  }

  /** The failure of a job whose topic has ended. */
  IllegalStateException unreadTopic() {
    return unread("topic");
  }

  private IllegalStateException unread(String what) {
    return new IllegalStateException(
        ("%s: its %s is not read, because the checkpoint of the job was taken before it was opened;"
                + " restore a later checkpoint, or start a job without --restore")
            .formatted(generation, what));
  }
}
