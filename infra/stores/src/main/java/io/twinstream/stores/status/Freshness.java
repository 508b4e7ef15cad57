package io.twinstream.stores.status;

/** How fresh the states of a view are. */
public enum Freshness {
  /** The pipeline keeps up, or the latest load of the table is younger than its schedule. */
  FRESH(false, ""),
  /** A load has filled the view, which is complete as of that time. */
  LOADED(false, ""),
  /** A load has filled the view, and a live job has later events that readers do not see. */
  BEHIND_LIVE(
      true,
      "readers follow states that backfill --online loaded, and a live job has later events in"
          + " another generation (twinstream generations list): load a history with these events,"
          + " or, if events keep coming, start the job again with --replace-loaded"),
  /**
   * The pipeline is behind, or has not published its progress, or the latest load of the table is
   * older than its schedule.
   */
  STALE(true, ""),
  /**
   * The pipeline claims to be complete up to a time in the future, or, for a loaded view, the store
   * has another time: one of the two clocks is wrong, and the freshness is unknown.
   */
  CLOCKS_APART(
      true,
      "the clocks of this server and of the view's job, or for a loaded view of the online store,"
          + " differ by more than the view's freshness: set the clocks of these machines (NTP)"),
  /** States were lost and have not been written again. */
  LOST(true, ""),
  /** Readers do not follow a generation yet. */
  UNFILLED(true, "");

  private final boolean mayLackEvents;
  private final String advice;

  Freshness(boolean mayLackEvents, String advice) {
    this.mayLackEvents = mayLackEvents;
    this.advice = advice;
  }

  /** Reports whether the states may lack events. */
  public boolean mayLackEvents() {
    return mayLackEvents;
  }

  /** Returns the name, with what to do if there is something to do. */
  public String text() {
    return advice.isEmpty() ? name() : name() + ": " + advice;
  }
}
