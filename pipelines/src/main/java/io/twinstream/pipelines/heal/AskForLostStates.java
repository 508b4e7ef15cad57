package io.twinstream.pipelines.heal;

import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.event.Event;
import io.twinstream.pipelines.kafka.TopicRecords;
import io.twinstream.pipelines.online.RunOptions;
import io.twinstream.stores.Generation;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
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
 * Emits the events whose entities the live job must write again, if the online store has lost
 * states of a source's views. These are the events of the topic and, if the topic no longer has its
 * first records, of the archive. Otherwise emits nothing, and never holds back the watermark.
 *
 * <p>The job still has all lost states, but a runner cannot list its keys. Reading the events again
 * gives a complete list of them: for each event, each view writes its state of the event's entity,
 * whatever else that contains. When a checkpoint after the last of these events is complete, all
 * states are in the store, and the store's mark of the loss is removed.
 */
public final class AskForLostStates extends PTransform<PBegin, PCollection<Event>> {
  private static final long serialVersionUID = 1;

  private final LostStates source;

  private AskForLostStates(LostStates source) {
    this.source = source;
  }

  /**
   * @param generations of the source's views
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

  /**
   * One split, read by one thread, because it is rarely needed, and live events continue meanwhile.
   */
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
      return new LostStatesReader(this, () -> start(options));
    }

    private RefillThread start(PipelineOptions options) {
      RunOptions run = options.as(RunOptions.class);
      Optional<String> registry = Optional.ofNullable(run.getSchemaRegistry());
      return RefillThread.start(
          project.project(), name, generations, TopicRecords.of(maxRecordBytes, registry), run);
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
