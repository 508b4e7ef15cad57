package io.twinstream.cli.size;

/**
 * The numbers of processes and bytes that a {@link Sizing} needs, with reserves.
 *
 * @param cores of a task manager, which has a slot per core, and of a host of the server
 */
record Deployment(Sizing sizing, int cores) {
  /** How busy a core may be; the rest is for peaks, and to catch up after a restart. */
  static final double BUSY = 0.6;

  /** A heap has room for as much garbage as there are states. */
  static final double HEAP_RESERVE = 2;

  /** A fresh job fills a second generation beside the first. */
  static final double GENERATIONS = 2;

  /** Fragmentation, buffers of clients. */
  static final double REDIS_RESERVE = 1.25;

  /** Parallelism can double without a fresh job, which more partitions need. */
  static final int PARTITIONS_PER_SUBTASK = 2;

  /** A checkpoint is complete before the one before it is deleted. */
  static final double CHECKPOINTS = 2;

  /** Memory-optimised machines have 8 GiB for each core; a JVM needs some beside its heap. */
  static final double HEAP_PER_CORE = 6L << 30;

  double heapBytes() {
    return sizing.stateHeapBytes() * HEAP_RESERVE;
  }

  /** Reports whether states do not fit on the heaps of the task managers that the events need. */
  boolean rocksDb() {
    return heapBytes() > taskManagers(subtasks(1)) * cores * HEAP_PER_CORE;
  }

  int subtasks() {
    return subtasks(rocksDb() ? Figure.ROCKSDB.value : 1);
  }

  private int subtasks(double factor) {
    return atLeastOne(sizing.jobCores() * factor / BUSY);
  }

  int taskManagers() {
    return taskManagers(subtasks());
  }

  private int taskManagers(int subtasks) {
    return atLeastOne((double) subtasks / cores);
  }

  int partitions() {
    return subtasks() * PARTITIONS_PER_SUBTASK;
  }

  double checkpointBytes() {
    return sizing.checkpointBytes() * CHECKPOINTS;
  }

  double redisBytes() {
    return sizing.redisBytes() * GENERATIONS * REDIS_RESERVE;
  }

  /** The share of Redis' one thread that is in use. */
  double redisBusy() {
    return sizing.redisCores() + sizing.redisReadCores();
  }

  /** Returns the events per second at which Redis' thread is as busy as it may be. */
  double redisLimit() {
    return Math.max(0, BUSY - sizing.redisReadCores()) / sizing.redisCores() * sizing.events();
  }

  /** Returns the number of hosts of the server, one more than needed; 0 without requests. */
  int serverHosts() {
    return sizing.serverCores() == 0 ? 0 : atLeastOne(sizing.serverCores() / BUSY / cores) + 1;
  }

  private static int atLeastOne(double number) {
    return (int) Math.max(1, Math.ceil(number - 1e-9));
  }
}
