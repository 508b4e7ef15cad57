package io.twinstream.serving.access;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.micronaut.web.router.resource.StaticResourceConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that every route declares a role, and that one without a declaration is closed. */
final class RouteRolesTest {
  /** A route without a declared role. */
  @Controller("/undeclared")
  @Requires(property = "twinstream.test.undeclared")
  static final class Undeclared {
    @Get
    String get() {
      return "open";
    }
  }

  private static final Map<String, Object> BOSS =
      Map.of(
          "twinstream.test.undeclared", "true",
          "twinstream.keys.boss.secret", "boss-secret",
          "twinstream.keys.boss.role", "admin");

  @Test
  void everyRouteDeclaresARole() {
    try (AccessService service = new AccessService(Map.of())) {
      Set<String> undeclared = new TreeSet<>();
      Map<String, Role> roles = roles(service, undeclared);
      assertThat("annotate them with @Needs", undeclared, is(empty()));
      assertThat(roles, is(expected()));
    }
  }

  /** The roles in the README's table; HEAD has that of GET. */
  private static Map<String, Role> expected() {
    Map<String, Role> roles = new TreeMap<>();
    roles.put("POST /push/{source}", Role.WRITE);
    roles.put("DELETE /entities/{entity}/{id:[^/]+}", Role.ADMIN);
    for (String path : List.of("/features/online", "/features/batch", "/score", "/score/batch")) {
      roles.put("POST " + path, Role.READ);
    }
    for (String method : List.of("GET ", "HEAD ")) {
      roles.put(method + "/features/{entity}/{id:[^/]+}", Role.READ);
      roles.put(method + "/features/offline/{entity}/{id:[^/]+}", Role.READ);
      roles.put(method + "/registry", Role.READ);
      roles.put(method + "/registry/{kind}{?search,owner,tag}", Role.READ);
      roles.put(method + "/registry/{kind}/{name}", Role.READ);
      roles.put(method + "/metrics", Role.READ);
      roles.put(method + "/stats", Role.READ);
      roles.put(method + "/health", Role.NONE);
      roles.put(method + "/health/{selector}", Role.NONE);
    }
    return roles;
  }

  @Test
  void managementEndpointsAreTheAdministratorsUnlessTheyAreDeclaredOtherwise() {
    Map<String, Object> all = Map.of("endpoints.all.enabled", true);
    try (AccessService service = new AccessService(all)) {
      Set<String> undeclared = new TreeSet<>();
      Map<String, Role> roles = roles(service, undeclared);
      assertThat(undeclared, is(empty()));
      assertThat(
          roles,
          allOf(
              hasEntry("GET /env", Role.ADMIN),
              hasEntry("GET /beans", Role.ADMIN),
              hasEntry("POST /loggers/{name}", Role.ADMIN),
              hasEntry("GET /loggers", Role.READ)));
      roles.keySet().removeIf(route -> roles.get(route) != Role.NONE);
      assertThat(
          roles.keySet(),
          is(
              Set.of(
                  "GET /health",
                  "HEAD /health",
                  "GET /health/{selector}",
                  "HEAD /health/{selector}")));
      assertThat(service.exchange(HttpRequest.GET("/beans")).code(), is(401));
    }
  }

  /**
   * Static resources have no route, and so the role of {@link RouteRoles}: check again before
   * adding one.
   */
  @Test
  void onlyTheDocumentationIsStatic() {
    try (AccessService service = new AccessService(Map.of("twinstream.access.anonymous", "none"))) {
      List<String> mappings =
          service.beans(StaticResourceConfiguration.class).stream()
              .map(StaticResourceConfiguration::getMapping)
              .toList();
      assertThat(mappings, containsInAnyOrder("/swagger/**", "/swagger-ui/**"));
      HttpRequest<?> document = HttpRequest.GET("/swagger/twinstream-0.1.yml");
      assertThat(service.exchange(document).code(), is(401));
      assertThat(service.exchange(HttpRequest.GET("/no-such-route")).code(), is(401));
    }
    try (AccessService service = new AccessService(Map.of())) {
      HttpRequest<?> document = HttpRequest.GET("/swagger/twinstream-0.1.yml");
      assertThat(service.exchange(document).code(), is(200));
      assertThat(service.exchange(HttpRequest.GET("/no-such-route")).code(), is(404));
    }
  }

  @Test
  void aRouteWithoutARoleIsClosedToEveryone() {
    try (AccessService service = new AccessService(BOSS)) {
      Set<String> undeclared = new TreeSet<>();
      roles(service, undeclared);
      assertThat(undeclared, is(Set.of("GET /undeclared", "HEAD /undeclared")));
      HttpResponse<String> anonymous = service.exchange(HttpRequest.GET("/undeclared"));
      assertThat(anonymous.code(), is(403));
      HttpResponse<String> boss =
          service.exchange(HttpRequest.GET("/undeclared").header("X-Api-Key", "boss-secret"));
      assertThat(boss.code(), is(403));
      assertThat(boss.body(), containsString("declares no role"));
    }
  }

  /** The role of each route of the running router; routes without one are added to the set. */
  private static Map<String, Role> roles(AccessService service, Set<String> undeclared) {
    RouteRoles known = service.bean(RouteRoles.class);
    Map<String, Role> roles = new TreeMap<>();
    service.bean(Router.class).uriRoutes().forEach(route -> add(known, route, roles, undeclared));
    return roles;
  }

  private static void add(
      RouteRoles known, UriRouteInfo<?, ?> route, Map<String, Role> roles, Set<String> undeclared) {
    String name = route.getHttpMethodName() + " " + route.getUriMatchTemplate();
    Optional<Role> role = known.of(route);
    if (role.isPresent()) {
      roles.put(name, role.get());
    } else {
      undeclared.add(name);
    }
  }
}
