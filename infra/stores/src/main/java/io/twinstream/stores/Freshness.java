package io.twinstream.stores;

/** What is known of how fresh the states of a view are. */
public enum Freshness {
  /** Its pipeline keeps up. */
  FRESH(false, ""),
  /** A load has filled it, which is complete as of then. */
  LOADED(false, ""),
  /** A load has filled it, and a live job has events since that readers do not see. */
  BEHIND_LIVE(
      true,
      "readers follow what backfill --online has loaded, and a live job has events of the view in"
          + " another generation (twinstream generations list): stop the job and load a"
          + " history with them, or start it with --replace-loaded"),
  /** Its pipeline is behind, or does not say how far it is. */
  STALE(true, ""),
  /**
   * Its pipeline claims to be complete up to a time that is yet to come: one of the two clocks is
   * wrong, and nothing is known.
   */
  CLOCKS_APART(
      true,
      "the job says that it is complete up to a time that is ahead of this service's clock by more"
          + " than the view's freshness: set the clocks of both machines (NTP)"),
  /** States were lost that are not there again. */
  LOST(true, ""),
  /** Readers follow nothing yet. */
  UNFILLED(true, "");

  private final boolean mayLackEvents;
  private final String advice;

  Freshness(boolean mayLackEvents, String advice) {
    this.mayLackEvents = mayLackEvents;
    this.advice = advice;
  }

  /** Whether events may be missing in what is read. */
  public boolean mayLackEvents() {
    return mayLackEvents;
  }

  /** Its name, and what to do where the name does not tell. */
  public String text() {
    return advice.isEmpty() ? name() : name() + ": " + advice;
  }
}
