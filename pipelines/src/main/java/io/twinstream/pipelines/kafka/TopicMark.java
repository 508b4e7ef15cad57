package io.twinstream.pipelines.kafka;

import io.twinstream.features.event.TopicId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;

/**
 * The checkpoint mark of a split: its positions.
 *
 * @param topic that the offsets belong to
 * @param next by partition, the first unread offset
 * @param known by partition, the greatest known time read
 * @param whenComplete runs when a checkpoint with this mark is complete
 */
record TopicMark(
    TopicId topic, Map<Integer, Long> next, Map<Integer, Long> known, Runnable whenComplete)
    implements CheckpointMark {
  static final Coder<TopicMark> CODER = new MarkCoder();
  private static final Runnable NOBODY_WAITS = () -> {};

  TopicMark {
    next = new TreeMap<>(next);
    known = new TreeMap<>(known);
  }

  /** A mark that is read from a checkpoint, without an action. */
  TopicMark(TopicId topic, Map<Integer, Long> next, Map<Integer, Long> known) {
    this(topic, next, known, NOBODY_WAITS);
  }

  @Override
  public void finalizeCheckpoint() {
    whenComplete.run();
  }

  private static final class MarkCoder extends CustomCoder<TopicMark> {
    private static final long serialVersionUID = 1;
    private static final Coder<String> TEXT = StringUtf8Coder.of();
    private static final Coder<Map<Integer, Long>> LONGS =
        MapCoder.of(VarIntCoder.of(), VarLongCoder.of());

    @Override
    public void encode(TopicMark mark, OutputStream out) throws IOException {
      TEXT.encode(mark.topic().toString(), out);
      LONGS.encode(mark.next(), out);
      LONGS.encode(mark.known(), out);
    }

    @Override
    public TopicMark decode(InputStream in) throws IOException {
      return new TopicMark(TopicId.parse(TEXT.decode(in)), LONGS.decode(in), LONGS.decode(in));
    }
  }
}
