package io.twinstream.local.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.text.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of the REST interface of a Flink job manager that are needed here. */
public final class FlinkRest {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);
  private static final String CAUSED_BY = "Caused by: ";
  private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A job.
   *
   * @param state such as {@code RUNNING}, {@code RESTARTING}, {@code FINISHED}
   * @param started milliseconds since 1970
   */
  public record Job(String id, String name, String state, long started) {
    /** Reports whether the job has not ended. */
    public boolean isAlive() {
      return !List.of("CANCELED", "FAILED", "FINISHED").contains(state);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CALL_LIMIT)
          .build();
  private final String base;

  private FlinkRest(String base) {
    this.base = base;
  }

  /** The interface at an address, {@code HOST:PORT}. */
  public static FlinkRest at(String address) {
    return new FlinkRest(RestAddress.parse(address).url());
  }

  /** The URL of the interface, which shows Flink's pages in a browser. */
  public String url() {
    return base;
  }

  /** Reports whether a job manager answers. */
  public boolean answers() {
    try {
      return get("/overview").has("slots-total");
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  /** Returns the number of slots of the task managers, including used ones. */
  public int slots() {
    return get("/overview").path("slots-total").asInt();
  }

  /** Returns all jobs that the job manager remembers, including ended ones. */
  public List<Job> jobs() {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new Job(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              job.path("start-time").asLong()));
    }
    return jobs;
  }

  /** Returns the state of a job. */
  public String state(String job) {
    return get("/jobs/" + job).path("state").asText();
  }

  /** Reports whether every subtask of a job is running. The state of the job is RUNNING earlier. */
  public boolean allTasksRun(String job) {
    JsonNode details = get("/jobs/" + job);
    if (!details.path("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : details.path("vertices")) {
      int parallelism = vertex.path("parallelism").asInt();
      JsonNode tasks = vertex.path("tasks");
      if (tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt() < parallelism) {
        return false;
      }
    }
    return true;
  }

  /** Returns how often a job was restored from a checkpoint. */
  public int restored(String job) {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("restored").asInt();
  }

  /** Returns the number of complete checkpoints of a job. */
  public int checkpoints(String job) {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asInt();
  }

  /** Returns the number of checkpoints of a job in progress. */
  public int checkpointsInProgress(String job) {
    return get("/jobs/" + job + "/checkpoints").path("counts").path("in_progress").asInt();
  }

  /** Returns why the latest checkpoint of a job failed; empty if a later one is complete. */
  public String checkpointFailure(String job) {
    JsonNode latest = get("/jobs/" + job + "/checkpoints").path("latest");
    boolean overcome =
        latest.path("failed").path("id").asLong() < latest.path("completed").path("id").asLong();
    return overcome ? "" : latest.path("failed").path("failure_message").asText();
  }

  /** Returns the time of the latest complete checkpoint of a job; empty if there is none. */
  public Optional<Instant> latestCheckpointTime(String job) {
    JsonNode time =
        get("/jobs/" + job + "/checkpoints")
            .path("latest")
            .path("completed")
            .path("trigger_timestamp");
    return time.isNumber() ? Optional.of(Instant.ofEpochMilli(time.asLong())) : Optional.empty();
  }

  /** Returns the location of the latest complete checkpoint of a job; empty if there is none. */
  public Optional<URI> latestCheckpoint(String job) {
    JsonNode path =
        get("/jobs/" + job + "/checkpoints").path("latest").path("completed").path("external_path");
    return path.isTextual() ? Optional.of(URI.create(path.asText())) : Optional.empty();
  }

  /**
   * Returns the path of a checkpoint as a user writes it: with a scheme, unless it is on this
   * machine.
   */
  public static String path(URI checkpoint) {
    String scheme = checkpoint.getScheme();
    return scheme == null || scheme.equals("file") ? checkpoint.getPath() : checkpoint.toString();
  }

  /** Returns why a job failed last; empty if it did not. */
  public String failure(String job) {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return entries.isEmpty() ? "" : entries.get(0).path("stacktrace").asText();
  }

  /** What caused the last failure of a job, in one line; empty if it did not fail. */
  public String failureCause(String job) {
    return cause(failure(job));
  }

  /** Of a stack trace, the exception that is the cause of all others. */
  static String cause(String stackTrace) {
    return stackTrace
        .lines()
        .filter(line -> line.startsWith(CAUSED_BY))
        .reduce((first, second) -> second)
        .map(line -> line.substring(CAUSED_BY.length()))
        .orElseGet(() -> stackTrace.lines().findFirst().orElse(""));
  }

  /** Cancels a job, and waits until it has ended. Its checkpoints are kept. */
  public void cancel(String job) {
    send(HttpRequest.newBuilder(uri("/jobs/" + job)).method("PATCH", BodyPublishers.noBody()));
    awaitEnd(job);
  }

  /**
   * Takes a savepoint and ends the job.
   *
   * @param folder the savepoint gets a folder of its own in it
   * @return the location of the savepoint
   */
  public URI cancelWithSavepoint(String job, URI folder) {
    String request =
        send(HttpRequest.newBuilder(uri("/jobs/" + job + "/savepoints"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"cancel-job\": true, \"target-directory\": \"%s\"}".formatted(folder))))
            .path("request-id")
            .asText();
    long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (!operation.has("location")) {
          throw new IllegalStateException(
              "no savepoint of " + job + ": " + operation.path("failure-cause"));
        }
        awaitEnd(job);
        return URI.create(operation.path("location").asText());
      }
      pause();
    }
    throw new IllegalStateException(
        "no savepoint of " + job + " after " + Durations.spell(SAVEPOINT_LIMIT));
  }

  private void awaitEnd(String job) {
    long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
    while (!List.of("CANCELED", "FINISHED", "FAILED").contains(state(job))) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "job " + job + " does not end, its state is " + state(job) + "; look at its log");
      }
      pause();
    }
  }

  /** Returns the answer to a GET. */
  public JsonNode get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  private URI uri(String path) {
    return URI.create(base + path);
  }

  private JsonNode send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(CALL_LIMIT).build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(
            request.method()
                + " "
                + request.uri()
                + ": "
                + response.statusCode()
                + " "
                + response.body());
      }
      return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("Flink does not answer at " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Flink", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Flink", e);
    }
  }
}
