package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.netty.NettyHttpRequestBuilder;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * The target of a request, as it was sent. Decoding it before splitting it would confuse an encoded
 * slash or ampersand of an id with a separator.
 *
 * @param path not decoded, from the first slash to the query
 * @param query not decoded, without the question mark; empty if there is none
 */
public record RequestTarget(String path, String query) {
  private static final String AFTER_SCHEME = "://";

  /** The target of a request. */
  public static RequestTarget of(HttpRequest<?> request) {
    return of(NettyHttpRequestBuilder.toHttpRequest(request).uri());
  }

  static RequestTarget of(String sent) {
    int question = sent.indexOf('?');
    String path = question < 0 ? sent : sent.substring(0, question);
    String query = question < 0 ? "" : sent.substring(question + 1);
    int scheme = path.startsWith("/") ? -1 : path.indexOf(AFTER_SCHEME);
    int slash = scheme < 0 ? 0 : path.indexOf('/', scheme + AFTER_SCHEME.length());
    return new RequestTarget(slash < 0 ? "/" : path.substring(slash), query);
  }

  /** An entity and its id, at the end of a path. */
  public record EntityId(String entity, String id) {}

  /**
   * The entity and the id at the end of the path.
   *
   * @param prefix the path before them, with its slashes
   * @throws ProblemException if more follows, or the encoding is wrong
   */
  public EntityId entityAfter(String prefix) {
    int slash = path.indexOf('/', prefix.length());
    String id = path.substring(slash + 1);
    if (id.indexOf('/') >= 0) {
      throw ProblemException.notFound("no such route; write a slash in an id as %2F");
    }
    return new EntityId(
        PercentEncoding.decode(path.substring(prefix.length(), slash)), PercentEncoding.decode(id));
  }

  /** A decoded parameter of the query. */
  public record Parameter(String name, String value) {}

  /**
   * The parameters of the query, in order; a plus means a plus.
   *
   * @throws ProblemException if the encoding is wrong
   */
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      parameters.add(
          new Parameter(
              PercentEncoding.decode(equals < 0 ? parameter : parameter.substring(0, equals)),
              equals < 0 ? "" : PercentEncoding.decode(parameter.substring(equals + 1))));
    }
    return parameters;
  }
}
