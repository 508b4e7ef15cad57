package io.twinstream.local.traffic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Logs each sent record and its position, as JSON lines with the payload in base 64. */
final class SentRecords implements AutoCloseable {
  private final JsonGenerator out;

  SentRecords(Path file) {
    try {
      out =
          new JsonFactory()
              .createGenerator(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))
              .setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  synchronized void append(RecordMetadata at, byte[] payload) {
    try {
      out.writeStartObject();
      out.writeStringField("topic", at.topic());
      out.writeNumberField("partition", at.partition());
      out.writeNumberField("offset", at.offset());
      out.writeNumberField("known", at.timestamp());
      out.writeBinaryField("payload", payload);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the record log", e);
    }
  }

  @Override
  public void close() {
    try {
      out.writeRaw('\n');
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot finish the record log", e);
    }
  }
}
