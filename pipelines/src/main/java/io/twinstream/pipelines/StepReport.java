package io.twinstream.pipelines;

/**
 * What a step of the live job reports to the step that publishes the progress of a view. Between
 * steps, a report is a long, because checkpoints contain the first one as a long. The times of
 * events leave two longs free.
 */
public sealed interface StepReport {
  /** The job has started. */
  record Started() implements StepReport {
    private static final long RESERVED = Long.MIN_VALUE;

    @Override
    public long toLong() {
      return RESERVED;
    }
  }

  /** A part of the archive was read. */
  record PartRead() implements StepReport {
    private static final long RESERVED = Long.MIN_VALUE + 1;

    @Override
    public long toLong() {
      return RESERVED;
    }
  }

  /**
   * States were written.
   *
   * @param newest the event time of the newest event in them
   */
  record StatesWritten(long newest) implements StepReport {
    @Override
    public long toLong() {
      return newest;
    }
  }

  /** This report as it is passed between steps. */
  long toLong();

  static StepReport ofLong(long report) {
    if (report == Started.RESERVED) {
      return new Started();
    }
    return report == PartRead.RESERVED ? new PartRead() : new StatesWritten(report);
  }
}
