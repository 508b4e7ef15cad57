package io.twinstream.serving.access;

import io.micronaut.http.HttpRequest;
import io.micronaut.management.endpoint.EndpointSensitivityProcessor;
import io.micronaut.management.endpoint.health.HealthEndpoint;
import io.micronaut.web.router.MethodBasedRouteInfo;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.RouteInfo;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds the role that the route of a request requires. */
@Singleton
final class RouteRoles {
  /**
   * The role of a request that matches no route: its response is a page of the API's documentation
   * (the static resources of application.properties), or an error.
   */
  private static final Role WITHOUT_ROUTE = Role.READ;

  private final EndpointSensitivityProcessor endpoints;

  RouteRoles(EndpointSensitivityProcessor endpoints) {
    this.endpoints = endpoints;
  }

  /** The role that a request requires; empty if its route declares none. */
  Optional<Role> of(HttpRequest<?> request) {
    return RouteAttributes.getRouteInfo(request)
        .map(this::of)
        .orElseGet(() -> Optional.of(WITHOUT_ROUTE));
  }

  /** The role that a route requires; empty if it declares none. */
  Optional<Role> of(RouteInfo<?> route) {
    Optional<Role> declared = route.getAnnotationMetadata().enumValue(Needs.class, Role.class);
    return declared.isPresent() ? declared : endpoint(route);
  }

  /**
   * Management endpoints belong to the framework: their property {@code sensitive} determines the
   * role. Some are not sensitive by default, such as the levels of the loggers, but only the health
   * is for everybody.
   */
  private Optional<Role> endpoint(RouteInfo<?> route) {
    if (route instanceof MethodBasedRouteInfo<?, ?> method) {
      Boolean sensitive =
          endpoints.getEndpointMethods().get(method.getTargetMethod().getExecutableMethod());
      if (sensitive != null) {
        boolean health = HealthEndpoint.class.isAssignableFrom(method.getDeclaringType());
        return Optional.of(sensitive ? Role.ADMIN : health ? Role.NONE : Role.READ);
      }
    }
    return Optional.empty();
  }
}
