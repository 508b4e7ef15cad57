package io.twinstream.offline.objects;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What failures of requests to S3 mean for a file, and what to do about them. */
final class S3Errors {
  private static final int DENIED = 403;
  private static final int UNKNOWN = 401;
  private static final int NOT_FOUND = 404;

  private S3Errors() {}

  static IOException of(String path, String bucket, SdkException e) {
    return (IOException) error(path, bucket, e).initCause(e);
  }

  private static IOException error(String path, String bucket, SdkException e) {
    if (!(e instanceof S3Exception failure)) {
      return new FileSystemException(path, null, client(e));
    }
    String code = failure.awsErrorDetails() == null ? "" : failure.awsErrorDetails().errorCode();
    int status = failure.statusCode();
    if ("NoSuchBucket".equals(code)) {
      return new FileSystemException(
          path, null, "there is no bucket " + bucket + "; create it, or correct the name");
    }
    if (status == DENIED || status == UNKNOWN) {
      return new AccessDeniedException(
          path,
          null,
          ("the store denies access (%s); check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                  + " the role, and its policy")
              .formatted(code == null || code.isEmpty() ? status : code));
    }
    if (status == NOT_FOUND) {
      return new NoSuchFileException(path);
    }
    return new FileSystemException(path, null, "the store answers: " + failure.getMessage());
  }

  private static String client(SdkException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("credentials")) {
      return "no credentials for S3; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the"
          + " machine or pod a role";
    }
    if (message.contains("region")) {
      return "no region for S3; set AWS_REGION, or AWS_ENDPOINT_URL_S3 for another store";
    }
    return "cannot reach S3 ("
        + message
        + "); check AWS_ENDPOINT_URL_S3, AWS_REGION and the"
        + " network";
  }
}
