package io.twinstream.pipelines.heal;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.event.Event;
import io.twinstream.pipelines.online.RunOptions;
import io.twinstream.stores.Generation;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * When the online store has lost states of a source's views: the events whose entities the job is
 * asked to write again. They are those of the topic, and of the archive where the topic no longer
 * has its first records. Else nothing, and the watermark is never held back.
 *
 * <p>The job has all states that were lost, but a runner does not list its keys. Reading the events
 * again is a list of them that is complete: for an event, each view writes the state that it has of
 * the event's entity, whatever else is in it. Once a checkpoint is complete that came after the
 * last of them, all states are in the store, and the store is told so.
 */
public final class AskForLostStates extends PTransform<PBegin, PCollection<Event>> {
  private static final long serialVersionUID = 1;

  private final LostStates source;

  private AskForLostStates(LostStates source) {
    this.source = source;
  }

  /**
   * @param generations those of the source's views
   */
  public static AskForLostStates of(
      ShippedProject project, String source, List<Generation> generations, int maxRecordBytes) {
    return new AskForLostStates(
        new LostStates(project, source, List.copyOf(generations), maxRecordBytes));
  }

  @Override
  public PCollection<Event> expand(PBegin begin) {
    return begin
        .apply("Read", Read.from(source))
        .apply("Unpack", Flatten.iterables())
        .setCoder(EventCoder.of(source.project, source.name));
  }

  /** One split, which is read by one thread: it is rarely needed, and live events go on beside. */
  static final class LostStates extends UnboundedSource<List<Event>, Asked> {
    private static final long serialVersionUID = 1;

    private final ShippedProject project;
    private final String name;

    @SuppressWarnings("serial") // an immutable list of serializable records
    private final List<Generation> generations;

    private final int maxRecordBytes;

    private LostStates(
        ShippedProject project, String name, List<Generation> generations, int maxRecordBytes) {
      this.project = project;
      this.name = name;
      this.generations = generations;
      this.maxRecordBytes = maxRecordBytes;
    }

    @Override
    public List<LostStates> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public UnboundedReader<List<Event>> createReader(PipelineOptions options, Asked mark) {
      return new LostStatesReader(this, options);
    }

    RefillThread start(PipelineOptions options) {
      return RefillThread.start(
          project.project(), name, generations, maxRecordBytes, options.as(RunOptions.class));
    }

    @Override
    public Coder<Asked> getCheckpointMarkCoder() {
      return new AskedCoder();
    }

    @Override
    public Coder<List<Event>> getOutputCoder() {
      return ListCoder.of(EventCoder.of(project, name));
    }
  }

  /**
   * How far asking is: nowhere, since whoever restores finds in the store what is still lost.
   *
   * @param whenComplete runs when a checkpoint with this mark is complete
   */
  record Asked(Runnable whenComplete) implements UnboundedSource.CheckpointMark {
    @Override
    public void finalizeCheckpoint() {
      whenComplete.run();
    }
  }

  private static final class AskedCoder extends CustomCoder<Asked> {
    private static final long serialVersionUID = 1;

    @Override
    public void encode(Asked mark, OutputStream out) {}

    @Override
    public Asked decode(InputStream in) {
      return new Asked(() -> {});
    }
  }
}
