package io.twinstream.offline.objects;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.FileContent;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.util.DateTime;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.RewriteResponse;
import com.google.api.services.storage.model.StorageObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A bucket of Google Cloud Storage. Requests that fail for a reason that may pass are repeated. */
final class GcsStore implements ObjectStore {
  private static final String TYPE = "application/octet-stream";
  private static final int NOT_FOUND = 404;
  private static final int UNMET = 412;

  /** Larger files are sent in chunks, so that a failure repeats one chunk only. */
  private static final long DIRECT_BYTES = 8L << 20;

  private final Client client;
  private final String bucket;
  private final long keysAtOnce;

  /** Creates the client with the first request. */
  interface Client {
    Storage get() throws IOException;
  }

  GcsStore(Client client, String bucket) {
    this(client, bucket, 1_000);
  }

  /**
   * @param keysAtOnce how many keys a request lists
   */
  GcsStore(Client client, String bucket, long keysAtOnce) {
    this.client = client;
    this.bucket = bucket;
    this.keysAtOnce = keysAtOnce;
  }

  /** Sends requests. */
  private interface Requests<T> {
    T send(Storage storage) throws IOException;
  }

  private <T> T send(String key, Requests<T> requests) throws IOException {
    try {
      return requests.send(client.get());
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw GcsErrors.of("gs://" + bucket + "/" + key, bucket, e);
    }
  }

  private static boolean isMissing(IOException e) {
    return e instanceof HttpResponseException failure && failure.getStatusCode() == NOT_FOUND;
  }

  @Override
  public Optional<StoredObject> find(String key) throws IOException {
    return send(
        key,
        storage -> {
          try {
            return Optional.of(file(storage.objects().get(bucket, key).execute()));
          } catch (GoogleJsonResponseException e) {
            if (isMissing(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  private static StoredObject file(StorageObject object) {
    DateTime updated = object.getUpdated();
    return StoredObject.file(
        object.getName(),
        object.getSize().longValueExact(),
        String.valueOf(object.getGeneration()),
        updated == null ? Instant.EPOCH : Instant.ofEpochMilli(updated.getValue()));
  }

  @Override
  public boolean contains(String prefix) throws IOException {
    return send(
        prefix,
        storage -> {
          List<StorageObject> found =
              storage
                  .objects()
                  .list(bucket)
                  .setPrefix(prefix)
                  .setMaxResults(1L)
                  .execute()
                  .getItems();
          return found != null && !found.isEmpty();
        });
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
    return send(
        prefix,
        storage -> {
          List<StoredObject> found = new ArrayList<>();
          Storage.Objects.List request =
              storage
                  .objects()
                  .list(bucket)
                  .setPrefix(prefix)
                  .setDelimiter(delimiter)
                  .setMaxResults(keysAtOnce);
          do {
            Objects page = request.execute();
            if (page.getItems() != null) {
              page.getItems().forEach(each -> found.add(file(each)));
            }
            if (page.getPrefixes() != null) {
              page.getPrefixes().forEach(each -> found.add(StoredObject.folder(each)));
            }
            request.setPageToken(page.getNextPageToken());
          } while (request.getPageToken() != null);
          found.sort(Comparator.comparing(StoredObject::key));
          return found;
        });
  }

  @Override
  public byte[] read(StoredObject object, long from, int length) throws IOException {
    String key = object.key();
    return send(
        key,
        storage -> {
          Storage.Objects.Get request =
              storage.objects().get(bucket, key).setGeneration(Long.valueOf(object.version()));
          // An object that is stored compressed is read as it is stored, as its size says.
          request.setReturnRawInputStream(true);
          request.getRequestHeaders().setRange("bytes=" + from + "-" + (from + length - 1));
          try (InputStream in = request.executeMediaAsInputStream()) {
            return in.readAllBytes();
          } catch (HttpResponseException e) {
            if (isMissing(e)) {
              throw new FileSystemException(
                  "gs://" + bucket + "/" + key,
                  null,
                  "was replaced or deleted while it was read; read it again");
            }
            throw e;
          }
        });
  }

  @Override
  public void write(String key, Path content) throws IOException {
    boolean direct = Files.size(content) <= DIRECT_BYTES;
    send(
        key,
        storage -> {
          Storage.Objects.Insert request =
              storage
                  .objects()
                  .insert(
                      bucket,
                      new StorageObject().setName(key),
                      new FileContent(TYPE, content.toFile()));
          request.getMediaHttpUploader().setDirectUploadEnabled(direct);
          return request.execute();
        });
  }

  @Override
  public boolean create(String key, byte[] content) throws IOException {
    return send(
        key,
        storage -> {
          Storage.Objects.Insert request =
              storage
                  .objects()
                  .insert(
                      bucket, new StorageObject().setName(key), new ByteArrayContent(TYPE, content))
                  .setIfGenerationMatch(0L);
          request.getMediaHttpUploader().setDirectUploadEnabled(true);
          try {
            request.execute();
            return true;
          } catch (HttpResponseException e) {
            if (e.getStatusCode() == UNMET) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public void copy(String from, String to) throws IOException {
    send(
        from,
        storage -> {
          Storage.Objects.Rewrite request =
              storage.objects().rewrite(bucket, from, bucket, to, new StorageObject());
          RewriteResponse done;
          do {
            done = request.execute();
            request.setRewriteToken(done.getRewriteToken());
          } while (!done.getDone());
          return done;
        });
  }

  @Override
  public void delete(List<String> keys) throws IOException {
    for (String key : keys) {
      send(
          key,
          storage -> {
            try {
              return storage.objects().delete(bucket, key).execute();
            } catch (IOException e) {
              if (isMissing(e)) {
                return null;
              }
              throw e;
            }
          });
    }
  }
}
