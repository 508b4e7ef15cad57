package io.twinstream.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.offline.models.tracking.Run;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client of an MLflow tracking server (REST API 2.0). Artifacts go through the server, which must
 * store them ({@code mlflow server --serve-artifacts}, its default). Credentials are those of
 * MLflow's own clients: {@code MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and
 * {@code MLFLOW_TRACKING_PASSWORD}.
 */
public final class MlflowServer {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String API = "/api/2.0/mlflow/";
  private static final String SERVED = "mlflow-artifacts:";

  /** The largest number of entries of one request. */
  private static final int BATCH = 100;

  private final String server;
  private final Optional<String> authorization;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param server such as {@code http://localhost:5000}
   * @param environment the variables with the credentials
   */
  public MlflowServer(URI server, Map<String, String> environment) {
    String text = server.toString();
    this.server = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.authorization = authorization(environment);
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    if (user == null) {
      return Optional.empty();
    }
    String pair = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }

  /**
   * The id of an experiment, which is created if it does not exist. A call before a long training
   * also checks that the server answers.
   *
   * @throws IllegalStateException if it does not, with its response
   */
  public String experiment(String name) {
    String query = "experiments/get-by-name?experiment_name=" + encoded(name);
    HttpResponse<String> found = send("GET", API + query, BodyPublishers.noBody());
    if (found.statusCode() == 404) {
      return post("experiments/create", Map.of("name", name)).path("experiment_id").asText();
    }
    JsonNode experiment = answer(query, found).path("experiment");
    if (experiment.path("lifecycle_stage").asText().equals("deleted")) {
      throw new IllegalStateException(
          "the experiment '" + name + "' of " + server + " is deleted; choose another name");
    }
    return experiment.path("experiment_id").asText();
  }

  /**
   * Writes a run.
   *
   * @param experiment its id
   * @return the page of the run
   * @throws IllegalStateException if the server refuses; a run that is written in part is marked as
   *     failed
   */
  public URI write(String experiment, Run run) {
    JsonNode info =
        post(
                "runs/create",
                Map.of(
                    "experiment_id", experiment,
                    "run_name", run.name(),
                    "start_time", run.begun().toEpochMilli(),
                    "tags", tags(run)))
            .path("run")
            .path("info");
    String id = info.path("run_id").asText();
    boolean complete = false;
    try {
      batches("params", parameters(run), id);
      batches("metrics", metrics(run), id);
      String folder = artifacts(info.path("artifact_uri").asText());
      run.artifacts().forEach((name, bytes) -> put(folder + "/" + encoded(name), bytes));
      complete = true;
    } finally {
      post(
          "runs/update",
          Map.of(
              "run_id",
              id,
              "status",
              complete ? "FINISHED" : "FAILED",
              "end_time",
              run.ended().toEpochMilli()));
    }
    return URI.create(server + "/#/experiments/" + experiment + "/runs/" + id);
  }

  private static List<Object> tags(Run run) {
    List<Object> tags = new ArrayList<>();
    run.tags().forEach((key, value) -> tags.add(Map.of("key", key, "value", value)));
    tags.add(Map.of("key", "mlflow.source.name", "value", "twinstream train"));
    tags.add(Map.of("key", "mlflow.source.type", "value", "LOCAL"));
    return tags;
  }

  private static List<Object> parameters(Run run) {
    List<Object> parameters = new ArrayList<>();
    run.parameters().forEach((key, value) -> parameters.add(Map.of("key", key, "value", value)));
    return parameters;
  }

  private static List<Object> metrics(Run run) {
    List<Object> metrics = new ArrayList<>();
    long at = run.ended().toEpochMilli();
    run.metrics()
        .forEach(
            (key, value) ->
                metrics.add(Map.of("key", key, "value", value, "timestamp", at, "step", 0)));
    return metrics;
  }

  private void batches(String kind, List<Object> all, String run) {
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Object> some = all.subList(from, Math.min(all.size(), from + BATCH));
      post("runs/log-batch", Map.of("run_id", run, kind, some));
    }
  }

  /** The path for a run's artifacts on the server. */
  private String artifacts(String uri) {
    if (!uri.startsWith(SERVED)) {
      throw new IllegalStateException(
          ("%s stores artifacts in %s, where only MLflow's own client can write; start "
                  + "it with --serve-artifacts and create a new experiment")
              .formatted(server, uri));
    }
    String path = URI.create(uri).getPath();
    return "/api/2.0/mlflow-artifacts/artifacts" + path;
  }

  private void put(String path, byte[] bytes) {
    answer(path, send("PUT", path, BodyPublishers.ofByteArray(bytes)));
  }

  private JsonNode post(String what, Map<String, Object> body) {
    try {
      String text = json.writeValueAsString(body);
      return answer(what, send("POST", API + what, BodyPublishers.ofString(text)));
    } catch (IOException e) {
      throw new IllegalStateException("cannot write JSON", e);
    }
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(LIMIT)
            .header(
                "Content-Type",
                method.equals("PUT") ? "application/octet-stream" : "application/json")
            .method(method, body);
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException("no MLflow server answers at " + server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + server, e);
    }
  }

  private JsonNode answer(String what, HttpResponse<String> response) {
    try {
      if (response.statusCode() / 100 == 2) {
        return json.readTree(response.body().isEmpty() ? "{}" : response.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          server + " does not answer in JSON: is it an MLflow " + "server?", e);
    }
    throw new IllegalStateException(
        "%s refuses %s: %d %s".formatted(server, what, response.statusCode(), response.body()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
