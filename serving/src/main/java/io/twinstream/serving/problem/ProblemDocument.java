package io.twinstream.serving.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A problem document (RFC 9457). Its type is {@code about:blank}, so its title is that of the
 * status.
 *
 * @param status the HTTP status
 * @param detail what is wrong with this request, and what to do
 */
public record ProblemDocument(HttpStatus status, String detail) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final MediaType TYPE = MediaType.of("application/problem+json");

  /** As a response. */
  public MutableHttpResponse<byte[]> response() {
    return into(HttpResponse.status(status));
  }

  /** As the body of a response. */
  public MutableHttpResponse<byte[]> into(MutableHttpResponse<?> response) {
    if (status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.body(bytes()).contentType(TYPE);
  }

  private byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "about:blank");
      json.writeStringField("title", status.getReason());
      json.writeNumberField("status", status.getCode());
      json.writeStringField("detail", detail);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Writes to memory do not fail.
    }
    return out.toByteArray();
  }
}
