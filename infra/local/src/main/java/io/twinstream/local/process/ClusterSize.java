package io.twinstream.local.process;

/**
 * The size of a Flink cluster.
 *
 * @param slots the number of subtasks of an operator that run at once
 * @param heapMegabytes for the user code of the task manager
 */
public record ClusterSize(int slots, int heapMegabytes) {}
