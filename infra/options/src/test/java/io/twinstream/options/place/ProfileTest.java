package io.twinstream.options.place;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.text.DefinitionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final String TWO =
      """
      profiles:
        prod:
          kafka: broker-1:9093,broker-2:9093
          redis: rediss://redis.internal:6379
          flink: flink.internal:8081
          checkpoints: /mnt/shared/checkpoints
        staging:
          redis: staging:6379
          checkpoints: checkpoints
      """;

  @TempDir Path folder;

  private Profile read(String name, Map<String, String> environment) {
    return Profile.read(Optional.ofNullable(name), environment, folder);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve(Profile.FILE), text);
  }

  @Test
  void withoutFileAndEnvironmentNothingIsNamed() {
    Profile profile = read(null, Map.of());
    assertThat(profile.name(), is("local"));
    for (Place place : Place.values()) {
      assertThat(profile.value(place), is(Optional.empty()));
      profile.requireLocal(place);
    }
  }

  @Test
  void theFileNamesThePlacesOfEachProfile() throws IOException {
    write(TWO);
    Profile prod = read("prod", Map.of());
    assertThat(prod.value(Place.KAFKA), is(Optional.of("broker-1:9093,broker-2:9093")));
    assertThat(prod.value(Place.REDIS), is(Optional.of("rediss://redis.internal:6379")));
    assertThat(prod.value(Place.FLINK), is(Optional.of("flink.internal:8081")));
    assertThat(prod.value(Place.CHECKPOINTS), is(Optional.of("/mnt/shared/checkpoints")));
    Profile staging = read("staging", Map.of());
    assertThat(staging.value(Place.REDIS), is(Optional.of("staging:6379")));
    assertThat(staging.value(Place.KAFKA), is(Optional.empty()));
    assertThat(read(null, Map.of()).value(Place.REDIS), is(Optional.empty()));
  }

  @Test
  void aFolderIsRelativeToTheFileAndInTheEnvironmentToTheWorkingFolder() throws IOException {
    Path other = Files.createDirectory(folder.resolve("conf"));
    Files.writeString(other.resolve("places.yaml"), TWO);
    Map<String, String> environment = Map.of("TWINSTREAM_CONFIG", "conf/places.yaml");
    assertThat(
        read("staging", environment).value(Place.CHECKPOINTS),
        is(Optional.of(other.resolve("checkpoints").toString())));
    assertThat(
        read(null, Map.of("TWINSTREAM_CHECKPOINTS", "mine")).value(Place.CHECKPOINTS),
        is(Optional.of(folder.resolve("mine").toString())));
    assertThat(
        read(null, Map.of("TWINSTREAM_CHECKPOINTS", "s3://bucket/mine")).value(Place.CHECKPOINTS),
        is(Optional.of("s3://bucket/mine")));
  }

  @Test
  void theEnvironmentComesBeforeTheFileAndNamesTheProfile() throws IOException {
    write(TWO);
    Profile profile =
        read(null, Map.of("TWINSTREAM_PROFILE", "prod", "TWINSTREAM_KAFKA", "other:9092"));
    assertThat(profile.name(), is("prod"));
    assertThat(profile.value(Place.KAFKA), is(Optional.of("other:9092")));
    assertThat(profile.value(Place.FLINK), is(Optional.of("flink.internal:8081")));
    assertThat(read("staging", Map.of("TWINSTREAM_PROFILE", "prod")).name(), is("staging"));
  }

  @Test
  void theFileMayNamePlacesOfTheLocalProfile() throws IOException {
    write("profiles: {local: {kafka: 'mine:9092'}}");
    Profile profile = read(null, Map.of());
    assertThat(profile.value(Place.KAFKA), is(Optional.of("mine:9092")));
    profile.requireLocal(Place.REDIS);
  }

  @Test
  void anotherProfileNeverUsesTheLocalStack() throws IOException {
    write(TWO);
    Profile staging = read("staging", Map.of());
    var e = assertThrows(IllegalArgumentException.class, () -> staging.requireLocal(Place.KAFKA));
    assertThat(
        e.getMessage(),
        is(
            "the profile 'staging' does not name kafka; add 'kafka: HOST:PORT' to it in"
                + " twinstream.yaml, set TWINSTREAM_KAFKA, or give --kafka"));
  }

  @Test
  void anUnknownProfileIsRefusedWithTheNearestName() throws IOException {
    write(TWO);
    var e = assertThrows(IllegalArgumentException.class, () -> read("prd", Map.of()));
    assertThat(e.getMessage(), allOf(containsString("no profile 'prd'"), containsString("prod")));
  }

  @Test
  void aProfileWithoutAFileIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> read("prod", Map.of()));
    assertThat(e.getMessage(), containsString("there is no twinstream.yaml"));
    Map<String, String> environment = Map.of("TWINSTREAM_CONFIG", "absent.yaml");
    assertThrows(DefinitionException.class, () -> read(null, environment));
  }

  @Test
  void allProblemsOfTheFileAreReportedAtOnceWithoutSecrets() throws IOException {
    write(
        """
        profiles:
          prod:
            kaffka: a:1
            redis: redis://user:hunter2@host:6379
          other:
            chekpoints: here
        """);
    var e = assertThrows(DefinitionException.class, () -> read("prod", Map.of()));
    assertThat(
        e.getMessage(),
        allOf(
            containsString("unknown key 'kaffka'"),
            containsString("did you mean kafka?"),
            containsString("TWINSTREAM_REDIS_PASSWORD"),
            containsString("unknown key 'chekpoints'"),
            not(containsString("hunter2"))));
  }
}
