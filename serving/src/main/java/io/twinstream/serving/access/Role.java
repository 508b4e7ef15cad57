package io.twinstream.serving.access;

/** A caller's role; each role includes the rights of those before it. */
public enum Role {
  /** May only read the health of the server. */
  NONE,
  /** May read features, scores and statistics. */
  READ,
  /** May append events. */
  WRITE,
  /** May erase entities. */
  ADMIN;

  boolean allows(Role needed) {
    return compareTo(needed) >= 0;
  }
}
