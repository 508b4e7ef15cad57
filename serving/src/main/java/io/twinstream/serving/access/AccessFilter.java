package io.twinstream.serving.access;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.twinstream.serving.access.Callers.Caller;
import io.twinstream.serving.background.Repeated;
import io.twinstream.serving.problem.ProblemDocument;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses requests of callers who lack the required role or exceed their rate limit. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class AccessFilter {
  private static final Logger LOG = LoggerFactory.getLogger(AccessFilter.class);

  private final RouteRoles roles;
  private final Callers callers;
  private final RateLimits limits;
  private final Repeated lines = new Repeated();

  AccessFilter(RouteRoles roles, Callers callers, RateLimits limits) {
    this.roles = roles;
    this.callers = callers;
    this.limits = limits;
  }

  /** Checks a request; returns null to let it pass, or the response that refuses it. */
  @RequestFilter
  @Nullable
  HttpResponse<?> filter(HttpRequest<?> request) {
    Optional<Role> declared = roles.of(request);
    if (declared.isEmpty()) {
      return closed(request);
    }
    Role needed = declared.get();
    if (needed == Role.NONE) {
      return null;
    }
    Optional<Caller> found = callers.of(request);
    if (found.isEmpty()) {
      return unauthorized(takes(needed) + "; the one in the request is unknown", "invalid_token");
    }
    Caller caller = found.get();
    if (!limits.allow(caller)) { // First, because a refusal is a response, too.
      return tooMany();
    }
    if (!caller.role().allows(needed)) {
      return switch (caller.how()) {
        case BY_ADDRESS -> unauthorized(takes(needed), null);
        case BY_KEY -> forbidden(needed, "the key of " + caller.name(), caller.role());
        case BY_TOKEN ->
            forbidden(needed, "the token of " + caller.name(), caller.role())
                .header(
                    HttpHeaders.WWW_AUTHENTICATE,
                    "Bearer realm=\"twinstream\", error=\"insufficient_scope\"");
      };
    }
    return null;
  }

  /** The response of a route without a role. */
  private HttpResponse<?> closed(HttpRequest<?> request) {
    String route = BasicHttpAttributes.getUriTemplate(request).orElse("the route");
    lines.pass(
        route,
        left ->
            LOG.error(
                "{} declares no role and is closed: annotate it with @Needs{}",
                route,
                Repeated.told(left)));
    return new ProblemDocument(HttpStatus.FORBIDDEN, "this route declares no role, so it is closed")
        .response();
  }

  private static MutableHttpResponse<?> tooMany() {
    return new ProblemDocument(HttpStatus.TOO_MANY_REQUESTS, RateLimits.TOO_MANY).response();
  }

  private String takes(Role needed) {
    return "this route requires a key with the role %s or above, sent as X-Api-Key%s"
        .formatted(needed, callers.takesTokens() ? ", or a token, as Authorization: Bearer" : "");
  }

  private static MutableHttpResponse<?> forbidden(Role needed, String who, Role has) {
    return new ProblemDocument(
            HttpStatus.FORBIDDEN,
            "this route requires the role %s; %s has %s".formatted(needed, who, has))
        .response();
  }

  /**
   * The response to a caller who is not known.
   *
   * @param error as in RFC 6750, section 3.1; null if the request has no key and no token
   */
  static HttpResponse<?> unauthorized(String detail, @Nullable String error) {
    String challenge = "Bearer realm=\"twinstream\"";
    if (error != null) {
      challenge += ", error=\"%s\", error_description=\"%s\"".formatted(error, detail);
    }
    return new ProblemDocument(HttpStatus.UNAUTHORIZED, detail)
        .response()
        .header(HttpHeaders.WWW_AUTHENTICATE, challenge);
  }
}
