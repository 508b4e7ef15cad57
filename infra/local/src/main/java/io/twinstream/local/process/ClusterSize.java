package io.twinstream.local.process;

/**
 * How large a Flink cluster is.
 *
 * @param slots how many subtasks of an operator run at once
 * @param heapMegabytes for the user code of the task manager
 */
public record ClusterSize(int slots, int heapMegabytes) {}
