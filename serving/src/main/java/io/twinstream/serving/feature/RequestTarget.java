package io.twinstream.serving.feature;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.netty.NettyHttpRequestBuilder;
import io.twinstream.serving.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request asks for, as it was sent. Whatever decodes an address before it is taken apart
 * takes an encoded slash or ampersand of an id for one of the address.
 *
 * @param path undecoded, from the first slash to the query
 * @param query undecoded, without the question mark; empty if there is none
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

  /** An entity and its id, where an address ends with them. */
  public record EntityId(String entity, String id) {}

  /**
   * The entity that the address is of.
   *
   * @param prefix what stands before it in the path, with its slashes
   * @throws ProblemException if more follows, or it is not encoded as an address is
   */
  public EntityId entityAfter(String prefix) {
    int slash = path.indexOf('/', prefix.length());
    String id = path.substring(slash + 1);
    if (id.indexOf('/') >= 0) {
      throw ProblemException.notFound(
          "nothing is at this address; a slash in an id is written as %2F");
    }
    return new EntityId(
        PercentEncoding.decode(path.substring(prefix.length(), slash)), PercentEncoding.decode(id));
  }

  /** A parameter of the query, decoded. */
  public record Parameter(String name, String value) {}

  /**
   * The parameters of the query, in their order; a plus is a plus.
   *
   * @throws ProblemException if one is not encoded as an address is
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
