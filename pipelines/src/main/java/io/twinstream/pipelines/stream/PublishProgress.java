package io.twinstream.pipelines.stream;

import io.twinstream.beam.coder.ShippedView;
import io.twinstream.pipelines.StepReport;
import io.twinstream.pipelines.kafka.TopicRead;
import io.twinstream.pipelines.online.LiveView;
import io.twinstream.pipelines.online.StoreAddress;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/**
 * Publishes, from what its steps report ({@link StepReport}), the progress of one view's states in
 * the store, a few times a second: the watermark after the writes, and the instant up to which it
 * is proven that nothing is missing. After a restore of an older checkpoint, it publishes this
 * first. It moves readers to the generation once it has caught up: once the archive is read, and of
 * the topic what it held when the first run of the job started. Readers are not moved to an empty
 * generation or, unless that is requested, from a load to a generation that may lack events of the
 * load.
 *
 * <p>It also detects that the store lost states, because it was emptied, or came back with an older
 * copy of its data. It does so by the progress published last, which is in the checkpoints. The job
 * then writes only entities that have events, so readers get no values of the others until they are
 * written again.
 */
final class PublishProgress extends PTransform<PCollectionList<Long>, PDone> {
  private static final long serialVersionUID = 1;

  private final ShippedView view;
  private final LiveView live;
  private final StoreAddress store;
  private final TreeMap<String, Long> until;
  private final int parts;
  private final TopicRead read;

  private PublishProgress(
      ShippedView view,
      LiveView live,
      StoreAddress store,
      TreeMap<String, Long> until,
      TopicRead read,
      int parts) {
    this.view = view;
    this.live = live;
    this.store = store;
    this.until = until;
    this.read = read;
    this.parts = parts;
  }

  /**
   * Publishes the progress of a generation.
   *
   * @param until by {@code topic/partition}, the positions at which it has caught up
   * @param read how the view's topic is read
   */
  static PublishProgress of(
      ShippedView view,
      LiveView live,
      StoreAddress store,
      Map<String, Long> until,
      TopicRead read) {
    return new PublishProgress(view, live, store, new TreeMap<>(until), read, 0);
  }

  /** The same of a job that begins with so many parts of an archive. */
  PublishProgress afterParts(int count) {
    return new PublishProgress(view, live, store, until, read, count);
  }

  @Override
  public PDone expand(PCollectionList<Long> done) {
    PCollection<Long> start =
        done.getPipeline()
            // Always a read: an impulse has an id that the runner derives from how operators are
            // chained, and a restore with another parallelism would not find it.
            .apply(
                view.id() + "/Start", Create.of(new StepReport.Started().toLong()).alwaysUseRead())
            .setCoder(VarLongCoder.of());
    PCollectionList.of(start)
        .and(done.getAll())
        .apply("AfterWrites", Flatten.pCollections())
        .apply("InOnePlace", WithKeys.of(view.id()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()))
        .apply("Publish", ParDo.of(new PublishProgressFn(view, live, store, until, read, parts)));
    return PDone.in(done.getPipeline());
  }
}
