package io.twinstream.cli.size;

/**
 * The size of one view.
 *
 * @param view its id
 * @param entities the number of its states
 * @param rate events per second of all of them
 * @param eventsSeen the mean number of events of a state
 * @param stateBytes the mean encoded size of a state
 * @param worstBytes the maximal size of a state, whatever the events
 * @param heapBytes the mean size of a state on the heap of a task manager
 * @param redisBytes the mean memory of a state in Redis, with its key
 */
record ViewSize(
    String view,
    double entities,
    double rate,
    double eventsSeen,
    double stateBytes,
    long worstBytes,
    double heapBytes,
    double redisBytes) {

  /** Returns the size of the same states in a step that looks them up, which are not in Redis. */
  ViewSize lookedUp(String by, double events) {
    return new ViewSize(by, entities, events, eventsSeen, stateBytes, worstBytes, heapBytes, 0);
  }
}
