package io.twinstream.serving.access;

/** What a caller may do; each may do what those before it may. */
public enum Role {
  /** Only ask whether the service is well. */
  NONE,
  /** Read features, scores and figures. */
  READ,
  /** Append events. */
  WRITE,
  /** Erase entities. */
  ADMIN;

  boolean allows(Role needed) {
    return compareTo(needed) >= 0;
  }
}
