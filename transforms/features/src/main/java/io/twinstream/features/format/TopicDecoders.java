package io.twinstream.features.format;

import io.twinstream.features.decode.EventBuilder;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Source;
import java.util.Set;

/** Creates the decoders of the records of topics, in the format that a source declares. */
public final class TopicDecoders {
  private TopicDecoders() {}

  /**
   * Creates a decoder.
   *
   * @param keys as for {@link EventDecoders#live}
   * @param maxBytes as for {@link EventDecoders#live}
   * @param registry has the schemas that records name
   */
  public static EventDecoder of(
      Source source, Set<String> keys, int maxBytes, WriterSchemas registry) {
    return source.format().isJson()
        ? EventDecoders.live(source, keys, maxBytes)
        : new PayloadDecoder(source, EventBuilder.live(source, keys), maxBytes, registry);
  }
}
