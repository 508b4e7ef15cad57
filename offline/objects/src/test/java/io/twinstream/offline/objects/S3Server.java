package io.twinstream.offline.objects;

import io.twinstream.features.files.FilePaths;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A server with the protocol of S3, on a free port, with a bucket in memory. It is S3Proxy in a
 * process of its own, because its libraries do not fit those of the jobs. There is one per JVM of
 * tests, because a process has one client for all {@code s3://} paths.
 */
public final class S3Server {
  private static final String KEY = "test-key";
  private static final String SECRET = "test-secret";
  private static final String BUCKET = "test-bucket";

  private static S3Server shared;

  private final Process process;
  private final Path folder;
  private final URI endpoint;

  private S3Server(Process process, Path folder, URI endpoint) {
    this.process = process;
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /** Returns the server of this JVM, whose {@code s3://} paths are files of the server. */
  public static synchronized S3Server shared() {
    if (shared == null) {
      try {
        shared = start();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("cannot start a server for s3:// paths", e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close, "s3-server"));
      shared.environmentProperties().forEach(System::setProperty);
    }
    return shared;
  }

  private static S3Server start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    Path folder = Files.createTempDirectory("s3-server-");
    Path properties =
        Files.write(
            folder.resolve("s3proxy.conf"),
            List.of(
                "s3proxy.endpoint=" + endpoint,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                // Such as that of the checksum of a request that deletes several objects.
                "s3proxy.ignore-unknown-headers=true",
                "jclouds.provider=transient",
                "jclouds.identity=any",
                "jclouds.credential=any"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    S3Server server = new S3Server(process, folder, endpoint);
    server.await(port);
    try (S3Client client = server.client(SECRET)) {
      client.createBucket(to -> to.bucket(BUCKET));
    }
    return server;
  }

  private static String classPath() throws IOException {
    Path found = Path.of("").toAbsolutePath();
    while (found != null && !Files.isDirectory(found.resolve(".mvn"))) {
      found = found.getParent();
    }
    return Files.readString(found.resolve("offline/objects/target/s3-server.txt")).strip();
  }

  private void await(int port) throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(50);
      }
    }
    String log = Files.readString(folder.resolve("log"));
    close();
    throw new IOException("the S3 server has not started:\n" + log);
  }

  private Map<String, String> environmentProperties() {
    return Map.of(
        "aws.accessKeyId",
        KEY,
        "aws.secretAccessKey",
        SECRET,
        "aws.region",
        "us-east-1",
        "aws.endpointUrlS3",
        endpoint.toString());
  }

  /** The environment of a process that uses the server. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET,
        "AWS_REGION",
        "us-east-1",
        "AWS_ENDPOINT_URL_S3",
        endpoint.toString());
  }

  public String bucket() {
    return BUCKET;
  }

  /** A folder of the bucket, which does not exist until a file is below it. */
  public Path folder(String name) {
    return FilePaths.of("s3://" + BUCKET + "/" + name);
  }

  S3Files filesWithSecret(String secret) {
    return new S3Files(client(secret));
  }

  private S3Client client(String secret) {
    return S3Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, secret)))
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .build();
  }

  private void close() {
    process.destroyForcibly().onExit().join();
    for (File file : folder.toFile().listFiles()) {
      file.delete();
    }
    folder.toFile().delete();
  }
}
