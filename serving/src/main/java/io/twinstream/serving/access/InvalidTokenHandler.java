package io.twinstream.serving.access;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Turns an {@link InvalidToken} into the response that states why the token is refused. */
@Singleton
@Requires(beans = Tokens.class)
final class InvalidTokenHandler implements ExceptionHandler<InvalidToken, HttpResponse<?>> {
  @Override
  public HttpResponse<?> handle(HttpRequest request, InvalidToken refused) {
    return AccessFilter.unauthorized(refused.getMessage(), "invalid_token");
  }
}
