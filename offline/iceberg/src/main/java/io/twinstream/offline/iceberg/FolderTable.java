package io.twinstream.offline.iceberg;

import io.twinstream.features.files.NewFile;
import io.twinstream.features.files.RemoteFiles;
import io.twinstream.offline.log.file.HistoryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table in a folder, without a catalog, in the layout of Iceberg's Hadoop tables: {@code
 * metadata/v3.metadata.json} is the third state of the table. A commit creates the next file, which
 * of several writers only one can.
 */
final class FolderTable implements TableOperations {
  private static final Pattern VERSION =
      Pattern.compile("v(\\d+)(\\.gz)?\\.metadata\\.json(\\.gz)?");
  private static final String OF_CATALOG = ".metadata.json";

  private final String location;
  private final Path folder;
  private final NioFiles files = new NioFiles();
  private TableMetadata current;
  private int version;

  /**
   * @param location of the table
   */
  FolderTable(String location) {
    this.location = location;
    this.folder = NioFiles.path(location).resolve("metadata");
  }

  @Override
  public TableMetadata current() {
    return current == null ? refresh() : current;
  }

  @Override
  public TableMetadata refresh() {
    TreeMap<Integer, Path> versions = new TreeMap<>();
    boolean ofCatalog = false;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        Matcher matcher = VERSION.matcher(name);
        if (matcher.matches()) {
          versions.put(Integer.parseInt(matcher.group(1)), entry);
        } else {
          ofCatalog |= name.endsWith(OF_CATALOG) && !name.startsWith(".");
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return null; // there is no table yet
    } catch (IOException e) {
      throw new RuntimeIOException(e, "cannot list %s", folder);
    }
    if (versions.isEmpty()) {
      if (ofCatalog) {
        throw new HistoryException(
            location
                + " is the table of a catalog, which alone knows its current state; name the table"
                + " by the catalog, or one of the files in "
                + folder);
      }
      return null;
    }
    if (current == null || versions.lastKey() != version) {
      version = versions.lastKey();
      current = TableMetadataParser.read(files, versions.get(version).toString());
    }
    return current;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata next) {
    if (base != current()) {
      throw new CommitFailedException("%s was changed meanwhile", location);
    }
    int after = current == null ? 1 : version + 1;
    Path file = folder.resolve("v" + after + ".metadata.json");
    if (!create(file, TableMetadataParser.toJson(next).getBytes(StandardCharsets.UTF_8))) {
      throw new CommitFailedException("%s was changed meanwhile: %s exists", location, file);
    }
    try {
      NewFile.write(
          folder.resolve("version-hint.text"), to -> Files.writeString(to, String.valueOf(after)));
    } catch (IOException e) {
      // Readers find the newest version without it.
    }
    current = null;
  }

  /** Creates a file that appears with its whole content; false if it exists. */
  private static boolean create(Path file, byte[] content) {
    try {
      Optional<RemoteFiles> remote = RemoteFiles.of(file);
      if (remote.isPresent()) {
        // A repeated request may find the file that the first one has created.
        return remote.get().create(file, content)
            || Arrays.equals(Files.readAllBytes(file), content);
      }
      Files.createDirectories(file.getParent());
      Path hidden = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
      try {
        NewFile.write(hidden, to -> Files.write(to, content));
        Files.createLink(file, hidden);
      } finally {
        Files.deleteIfExists(hidden);
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new RuntimeIOException(e, "cannot write %s", file);
    }
  }

  @Override
  public FileIO io() {
    return files;
  }

  @Override
  public String metadataFileLocation(String name) {
    return location + "/metadata/" + name;
  }

  @Override
  public LocationProvider locationProvider() {
    TableMetadata of = current();
    return LocationProviders.locationsFor(location, of == null ? Map.of() : of.properties());
  }
}
