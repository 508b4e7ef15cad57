package io.twinstream.offline.objects;

import com.google.api.client.http.HttpBackOffIOExceptionHandler;
import com.google.api.client.http.HttpBackOffUnsuccessfulResponseHandler;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpUnsuccessfulResponseHandler;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.ExponentialBackOff;
import com.google.api.services.storage.Storage;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Google Cloud Storage, as {@code gs://bucket/key}. Credentials come from where every client of
 * Google finds them: the file that {@code GOOGLE_APPLICATION_CREDENTIALS} names, gcloud's, or the
 * service account of the machine or pod. {@code STORAGE_EMULATOR_HOST} names another server with
 * this protocol, which gets no credentials.
 */
public final class GcsFiles extends ObjectFiles {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
  private static final int READ_MILLIS = (int) Duration.ofMinutes(1).toMillis();
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LEAST_SERVER_ERROR = 500;

  private Storage client;

  public GcsFiles() {
    super("gs");
  }

  GcsFiles(Storage client) {
    this();
    this.client = client;
  }

  @Override
  ObjectStore open(String bucket) {
    return new GcsStore(this::client, bucket);
  }

  /** Creates the client with the first request; it is used until the process ends. */
  synchronized Storage client() throws IOException {
    if (client == null) {
      Optional<String> server =
          Optional.ofNullable(
                  System.getProperty(
                      "storage.emulatorHost", System.getenv("STORAGE_EMULATOR_HOST")))
              .map(String::strip)
              .filter(address -> !address.isEmpty());
      client =
          server.isPresent()
              ? create(server.get(), request -> {})
              : create("https://storage.googleapis.com", credentials());
    }
    return client;
  }

  private static HttpRequestInitializer credentials() throws IOException {
    return new HttpCredentialsAdapter(
        GoogleCredentials.getApplicationDefault().createScoped(SCOPE));
  }

  static Storage create(String server, HttpRequestInitializer credentials) {
    String root = (server.contains("://") ? server : "http://" + server).replaceFirst("/*$", "/");
    return new Storage.Builder(
            new NetHttpTransport(),
            GsonFactory.getDefaultInstance(),
            request -> {
              credentials.initialize(request);
              repeat(request);
            })
        .setRootUrl(root)
        .setApplicationName("twinstream")
        .build();
  }

  /** Repeats a request for about a minute that the server could not answer, or has not received. */
  private static void repeat(HttpRequest request) {
    request.setConnectTimeout(CONNECT_MILLIS).setReadTimeout(READ_MILLIS).setNumberOfRetries(8);
    request.setIOExceptionHandler(new HttpBackOffIOExceptionHandler(new ExponentialBackOff()));
    HttpUnsuccessfulResponseHandler first = request.getUnsuccessfulResponseHandler();
    HttpUnsuccessfulResponseHandler later =
        new HttpBackOffUnsuccessfulResponseHandler(new ExponentialBackOff())
            .setBackOffRequired(
                response ->
                    response.getStatusCode() == TOO_MANY_REQUESTS
                        || response.getStatusCode() >= LEAST_SERVER_ERROR);
    request.setUnsuccessfulResponseHandler(
        (sent, response, canRepeat) ->
            first != null && first.handleResponse(sent, response, canRepeat) // a new token
                || later.handleResponse(sent, response, canRepeat));
  }
}
