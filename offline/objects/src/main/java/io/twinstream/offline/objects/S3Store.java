package io.twinstream.offline.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket of S3. Requests that fail for a reason that may pass are repeated by the client. */
final class S3Store implements ObjectStore {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNMET = 412;
  private static final int NOT_IMPLEMENTED = 501;

  private final Supplier<S3Client> client;
  private final String bucket;
  private final long partBytes;
  private final int keysAtOnce;

  S3Store(Supplier<S3Client> client, String bucket) {
    this(client, bucket, 32L << 20, 1_000);
  }

  /**
   * @param partBytes larger objects are uploaded in parts of this size; at least 5 MB
   * @param keysAtOnce how many keys a request lists or deletes; at most 1000
   */
  S3Store(Supplier<S3Client> client, String bucket, long partBytes, int keysAtOnce) {
    this.client = client;
    this.bucket = bucket;
    this.partBytes = partBytes;
    this.keysAtOnce = keysAtOnce;
  }

  /** Sends requests. */
  private interface Requests<T> {
    T send(S3Client client) throws IOException;
  }

  private <T> T send(String key, Requests<T> requests) throws IOException {
    try {
      return requests.send(client.get());
    } catch (SdkException e) {
      throw S3Errors.of("s3://" + bucket + "/" + key, bucket, e);
    }
  }

  @Override
  public Optional<StoredObject> find(String key) throws IOException {
    return send(
        key,
        s3 -> {
          try {
            HeadObjectResponse head = s3.headObject(to -> to.bucket(bucket).key(key));
            return Optional.of(
                StoredObject.file(key, head.contentLength(), head.eTag(), head.lastModified()));
          } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public boolean contains(String prefix) throws IOException {
    return send(
        prefix,
        s3 ->
            !s3.listObjectsV2(to -> to.bucket(bucket).prefix(prefix).maxKeys(1))
                .contents()
                .isEmpty());
  }

  @Override
  public List<StoredObject> below(String prefix) throws IOException {
    return list(prefix, null);
  }

  @Override
  public List<StoredObject> children(String prefix) throws IOException {
    return list(prefix, "/");
  }

  private List<StoredObject> list(String prefix, String delimiter) throws IOException {
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(bucket)
            .prefix(prefix)
            .delimiter(delimiter)
            .maxKeys(keysAtOnce)
            .build();
    return send(
        prefix,
        s3 -> {
          List<StoredObject> found = new ArrayList<>();
          for (ListObjectsV2Response page : s3.listObjectsV2Paginator(request)) {
            page.contents()
                .forEach(
                    each ->
                        found.add(
                            StoredObject.file(
                                each.key(), each.size(), each.eTag(), each.lastModified())));
            page.commonPrefixes().forEach(each -> found.add(StoredObject.folder(each.prefix())));
          }
          found.sort(Comparator.comparing(StoredObject::key));
          return found;
        });
  }

  @Override
  public byte[] read(StoredObject object, long from, int length) throws IOException {
    String key = object.key();
    String range = "bytes=" + from + "-" + (from + length - 1);
    return send(
        key,
        s3 -> {
          try {
            return s3.getObjectAsBytes(
                    to -> to.bucket(bucket).key(key).range(range).ifMatch(object.version()))
                .asByteArrayUnsafe();
          } catch (S3Exception e) {
            if (e.statusCode() == UNMET) {
              throw new FileSystemException(
                  "s3://" + bucket + "/" + key,
                  null,
                  "was replaced while it was read; read it again");
            }
            throw e;
          }
        });
  }

  @Override
  public void write(String key, Path content) throws IOException {
    long size = Files.size(content);
    if (size > partBytes) {
      writeParts(key, content, size);
    } else {
      send(
          key, s3 -> s3.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromFile(content)));
    }
  }

  @Override
  public boolean create(String key, byte[] content) throws IOException {
    return send(
        key,
        s3 -> {
          try {
            s3.putObject(
                to -> to.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromBytes(content));
            return true;
          } catch (S3Exception e) {
            if (e.statusCode() == UNMET || e.statusCode() == CONFLICT) {
              return false;
            }
            if (e.statusCode() == NOT_IMPLEMENTED) {
              return createIfMissing(s3, key, content);
            }
            throw e;
          }
        });
  }

  /** For stores without conditional writes: two that try at the same moment may both succeed. */
  private boolean createIfMissing(S3Client s3, String key, byte[] content) throws IOException {
    if (find(key).isPresent()) {
      return false;
    }
    s3.putObject(to -> to.bucket(bucket).key(key), RequestBody.fromBytes(content));
    return true;
  }

  private void writeParts(String key, Path content, long size) throws IOException {
    send(
        key,
        s3 -> {
          String upload = s3.createMultipartUpload(to -> to.bucket(bucket).key(key)).uploadId();
          try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < size; from += partBytes) {
              parts.add(writePart(s3, key, upload, content, from, parts.size() + 1));
            }
            return s3.completeMultipartUpload(
                to ->
                    to.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts)));
          } catch (SdkException | IOException e) {
            try {
              s3.abortMultipartUpload(to -> to.bucket(bucket).key(key).uploadId(upload));
            } catch (SdkException other) {
              e.addSuppressed(other);
            }
            throw e;
          }
        });
  }

  private CompletedPart writePart(
      S3Client s3, String key, String upload, Path content, long from, int number)
      throws IOException {
    long length = Math.min(partBytes, Files.size(content) - from);
    String tag =
        s3.uploadPart(
                to -> to.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                RequestBody.fromContentProvider(
                    () -> part(content, from, length), length, "application/octet-stream"))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  private static InputStream part(Path content, long from, long length) {
    try {
      FileChannel channel = FileChannel.open(content);
      channel.position(from);
      return new Limited(Channels.newInputStream(channel), length);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot read " + content, e);
    }
  }

  @Override
  public void copy(String from, String to) throws IOException {
    send(
        from,
        s3 ->
            s3.copyObject(
                of ->
                    of.sourceBucket(bucket)
                        .sourceKey(from)
                        .destinationBucket(bucket)
                        .destinationKey(to)));
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    for (int i = 0; i < keys.size(); i += keysAtOnce) {
      List<String> some = keys.subList(i, Math.min(i + keysAtOnce, keys.size()));
      if (some.size() == 1) {
        send(some.get(0), s3 -> s3.deleteObject(to -> to.bucket(bucket).key(some.get(0))));
      } else {
        deleteAtOnce(some);
      }
    }
  }

  private void deleteAtOnce(List<String> keys) throws IOException {
    Delete delete =
        Delete.builder()
            .quiet(true)
            .objects(keys.stream().map(key -> ObjectIdentifier.builder().key(key).build()).toList())
            .build();
    DeleteObjectsResponse response =
        send(keys.get(0), s3 -> s3.deleteObjects(to -> to.bucket(bucket).delete(delete)));
    if (response.hasErrors() && !response.errors().isEmpty()) {
      throw new FileSystemException(
          "s3://" + bucket + "/" + response.errors().get(0).key(),
          null,
          "cannot be deleted: " + response.errors().get(0).message());
    }
  }
}
