package io.twinstream.kafka.registry;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.format.WriterSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaRegistryTest {
  private static final String AVRO = "{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}";
  private static final WriterSchema PROTOBUF =
      new WriterSchema(
          Kind.PROTOBUF,
          new SchemaText("m.proto", "syntax = \"proto3\"; message M { int32 a = 1; }", Map.of()));

  private final RegistryServer server = RegistryServer.start();
  private final SchemaRegistry registry = SchemaRegistry.impatient(server.url(), Map.of());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void schemasAreFetchedOnceById() {
    int id = server.register("a-value", "AVRO", AVRO);
    assertThat(registry.byId(id).get().kind(), is(Kind.AVRO));
    int before = server.requests();
    assertThat(registry.byId(id).get().schema().text(), is(AVRO));
    assertThat(server.requests(), is(before));
  }

  @Test
  void aRegisteredSchemaIsFound() {
    int id = registry.register("shop/orders value", PROTOBUF);
    assertThat(registry.byId(id).get().kind(), is(Kind.PROTOBUF));
    assertThat(registry.latest("shop/orders value").get().id(), is(id));
    assertThat(
        registry.versions("shop/orders value").stream()
            .map(SchemaRegistry.Version::number)
            .toList(),
        is(List.of(1)));
    assertThat(registry.latest("other"), is(Optional.empty()));
    assertThat(registry.versions("other"), is(List.of()));
  }

  @Test
  void anIdThatTheRegistryDoesNotHaveIsUnknown() {
    assertThat(registry.byId(77), is(Optional.empty()));
    assertThat(registry.byId(-1), is(Optional.empty()));
    int before = server.requests();
    for (int i = 0; i < 1_000; i++) {
      assertThat(registry.byId(77), is(Optional.empty()));
    }
    assertThat("asked once, not for each record", server.requests(), is(before));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 404, 200, 429})
  void anAnswerThatIsNotARegistrysDecidesNothing(int status) {
    server.fail(status);
    RegistryFailure failure = assertThrows(RegistryFailure.class, () -> registry.byId(1));
    assertThat(failure.getMessage(), containsString("HTTP " + status));
    server.fail(0);
    assertThat("and is not remembered", registry.byId(1), is(Optional.empty()));
  }

  @Test
  void recordsWaitForARegistryThatIsDown() throws Exception {
    int port = server.port();
    int id = server.register("a-value", "AVRO", AVRO);
    server.close();
    SchemaRegistry patient =
        SchemaRegistry.with(
            "http://127.0.0.1:" + port, Map.of(), new RegistryPatience(Duration.ofSeconds(60)));
    CompletableFuture<Optional<WriterSchema>> answer =
        CompletableFuture.supplyAsync(() -> patient.byId(id));
    Thread.sleep(700);
    assertThat(answer.isDone(), is(false));
    try (RegistryServer again = RegistryServer.start(port)) {
      again.register("a-value", "AVRO", AVRO);
      assertThat(answer.get(30, TimeUnit.SECONDS).get().schema().text(), is(AVRO));
    }
  }

  @Test
  void aRegistryThatStaysDownIsAFailure() {
    server.close();
    SchemaRegistry patient =
        SchemaRegistry.with(server.url(), Map.of(), new RegistryPatience(Duration.ofSeconds(1)));
    long start = System.nanoTime();
    RegistryFailure failure = assertThrows(RegistryFailure.class, () -> patient.byId(1));
    assertThat((System.nanoTime() - start) / 1e9, greaterThan(0.3));
    assertThat(failure.getMessage(), containsString("does not answer"));
  }

  @Test
  void ofSeveralServersOneIsEnough() {
    int id = server.register("a-value", "AVRO", AVRO);
    SchemaRegistry two =
        SchemaRegistry.impatient("http://127.0.0.1:1, " + server.url() + "/", Map.of());
    assertThat(two.byId(id).isPresent(), is(true));
  }

  @Test
  void credentialsComeFromTheEnvironmentAndAreNeverShown() {
    server.require("Basic dXNlcjpzM2NyZXQ=");
    RegistryFailure refused = assertThrows(RegistryFailure.class, () -> registry.byId(1));
    assertThat(refused.getMessage(), containsString("refuses these credentials (HTTP 401)"));
    Map<String, String> environment =
        Map.of(
            "TWINSTREAM_SCHEMA_REGISTRY_USERNAME", "user",
            "TWINSTREAM_SCHEMA_REGISTRY_PASSWORD", "s3cret");
    assertThat(SchemaRegistry.impatient(server.url(), environment).byId(1), is(Optional.empty()));
    assertThat(RegistrySettings.of(environment).toString(), not(containsString("dXNl")));
    server.require("Bearer abc");
    assertThat(
        SchemaRegistry.impatient(server.url(), Map.of("TWINSTREAM_SCHEMA_REGISTRY_TOKEN", "abc"))
            .byId(1),
        is(Optional.empty()));
  }

  @Test
  void wrongSettingsAreRefused() {
    IllegalArgumentException half =
        assertThrows(
            IllegalArgumentException.class,
            () -> RegistrySettings.of(Map.of("TWINSTREAM_SCHEMA_REGISTRY_PASSWORD", "s3cret")));
    assertThat(half.getMessage(), not(containsString("s3cret")));
    IllegalArgumentException url =
        assertThrows(
            IllegalArgumentException.class,
            () -> SchemaRegistry.impatient("http://user:s3cret@host", Map.of()));
    assertThat(url.getMessage(), not(containsString("s3cret")));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            SchemaRegistry.impatient(
                server.url(), Map.of("TWINSTREAM_SCHEMA_REGISTRY_AUTHORITY", "/no/such/file")));
  }

  /** Such as of a container of compose, whose name Java does not accept as a host. */
  @ParameterizedTest
  @ValueSource(strings = {"http://schema_registry:8081", "http://host:81/a|b", "http://:81"})
  void anAddressThatJavaCannotAskIsRefusedAtOnce(String url) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SchemaRegistry.impatient(url, Map.of()));
    assertThat(refused.getMessage(), containsString("is not the address of a schema registry"));
  }

  @Test
  void aSecretMayEndWithANewLine() {
    server.require("Bearer abc");
    assertThat(
        SchemaRegistry.impatient(server.url(), Map.of("TWINSTREAM_SCHEMA_REGISTRY_TOKEN", "abc\n"))
            .byId(1),
        is(Optional.empty()));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> RegistrySettings.of(Map.of("TWINSTREAM_SCHEMA_REGISTRY_TOKEN", "s3\ncret")));
    assertThat(refused.getMessage(), containsString("TWINSTREAM_SCHEMA_REGISTRY_TOKEN"));
    assertThat(refused.getMessage(), not(containsString("cret")));
  }

  /** A registry answers this for a path that it does not have. */
  @Test
  void aWrongPathIsNotAnUnknownSchema() {
    int id = server.register("a-value", "AVRO", AVRO);
    SchemaRegistry wrong = SchemaRegistry.impatient(server.url() + "/apis", Map.of());
    RegistryFailure failure = assertThrows(RegistryFailure.class, () -> wrong.byId(id));
    assertThat(failure.getMessage(), containsString("404"));
    server.plainCodes();
    assertThat(registry.byId(77), is(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"status\": \"ok\"}", "[]", ""})
  void anAnswerWithoutASchemaIsNotRemembered(String body) {
    int id = server.register("a-value", "AVRO", AVRO);
    server.answer(body);
    assertThrows(RegistryFailure.class, () -> registry.byId(id));
    server.answer(null);
    assertThat(registry.byId(id).get().schema().text(), is(AVRO));
  }

  /** As when a deployment registers several schemas, and a server of the registry lags behind. */
  @Test
  void severalNewSchemasMayBeKnownALittleLater() throws Exception {
    for (int i = 0; i < 3; i++) {
      int next = i + 1;
      CompletableFuture<Integer> registered =
          CompletableFuture.supplyAsync(
              () -> server.register("s" + next, "AVRO", AVRO.replace("\"A\"", "\"A" + next + "\"")),
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertThat("schema " + next, registry.byId(next).isPresent(), is(true));
      registered.get(10, TimeUnit.SECONDS);
    }
  }
}
