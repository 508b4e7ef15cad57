package io.twinstream.offline.objects;

import com.google.api.client.http.HttpResponseException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What failures of requests to Google Cloud Storage mean for a file, and what to do about them. */
final class GcsErrors {
  private static final int DENIED = 403;
  private static final int UNKNOWN = 401;
  private static final int NOT_FOUND = 404;

  private GcsErrors() {}

  static IOException of(String path, String bucket, IOException e) {
    return (IOException) error(path, bucket, e).initCause(e);
  }

  private static IOException error(String path, String bucket, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (!(e instanceof HttpResponseException failure)) {
      return new FileSystemException(
          path,
          null,
          message.contains("credentials")
              ? "no credentials for Google Cloud Storage; set GOOGLE_APPLICATION_CREDENTIALS, or"
                  + " give the machine or pod a service account"
              : "cannot reach Google Cloud Storage (" + message + "); check the network");
    }
    int status = failure.getStatusCode();
    if (status == NOT_FOUND && message.contains("bucket")) {
      return new FileSystemException(
          path, null, "there is no bucket " + bucket + "; create it, or correct the name");
    }
    if (status == NOT_FOUND) {
      return new NoSuchFileException(path);
    }
    if (status == DENIED || status == UNKNOWN) {
      return new AccessDeniedException(
          path,
          null,
          "the store denies access (%d); check the roles of the service account in the bucket"
              .formatted(status));
    }
    return new FileSystemException(path, null, "the store answers: " + message);
  }
}
