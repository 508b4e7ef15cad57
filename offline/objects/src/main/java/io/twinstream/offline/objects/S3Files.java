package io.twinstream.offline.objects;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Amazon S3, and stores with its protocol, as {@code s3://bucket/key}. Credentials, the region and
 * the address of another store come from where every AWS client finds them: {@code
 * AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_REGION} and {@code
 * AWS_ENDPOINT_URL_S3} in the environment, a profile, or the role of the machine or pod.
 */
public final class S3Files extends ObjectFiles {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration READ = Duration.ofMinutes(1);

  private S3Client client;

  public S3Files() {
    super("s3");
  }

  S3Files(S3Client client) {
    this();
    this.client = client;
  }

  @Override
  ObjectStore open(String bucket) {
    return new S3Store(this::client, bucket);
  }

  /** Creates the client with the first request; it is used until the process ends. */
  synchronized S3Client client() {
    if (client == null) {
      S3ClientBuilder builder =
          S3Client.builder()
              .httpClientBuilder(
                  UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(READ))
              // Other stores do not know the newer checksums, which replaced MD5.
              .addPlugin(LegacyMd5Plugin.create())
              .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
              .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
      Optional<String> endpoint =
          setting("AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3")
              .or(() -> setting("AWS_ENDPOINT_URL", "aws.endpointUrl"));
      if (endpoint.isPresent()) {
        builder
            .endpointOverride(URI.create(endpoint.get()))
            .forcePathStyle(true)
            .region(Region.of(region().orElse("us-east-1")));
      } else {
        builder.crossRegionAccessEnabled(true);
      }
      client = builder.build();
    }
    return client;
  }

  private static Optional<String> region() {
    return setting("AWS_REGION", "aws.region")
        .or(() -> setting("AWS_DEFAULT_REGION", "aws.region"));
  }

  private static Optional<String> setting(String variable, String property) {
    return Stream.of(System.getProperty(property, ""), System.getenv().getOrDefault(variable, ""))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
