package io.twinstream.offline.iceberg;

import io.twinstream.features.files.FilePaths;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * The files of tables, through the file systems of Twinstream: local, and those of object stores,
 * with the credentials that all other files of these stores have.
 */
public final class NioFiles implements FileIO {
  private static final long serialVersionUID = 1;

  /** As Hadoop writes local paths. */
  private static final Pattern LOCAL = Pattern.compile("file:/+");

  /** Hadoop's names for {@code s3}. */
  private static final Pattern S3 = Pattern.compile("s3[an]://");

  /** Creates it; a catalog does so by the name of the class. */
  public NioFiles() {}

  /** Returns the path of a location in metadata. */
  static Path path(String location) {
    return FilePaths.of(
        S3.matcher(LOCAL.matcher(location).replaceFirst("/")).replaceFirst("s3://"));
  }

  @Override
  public InputFile newInputFile(String location) {
    return new NioInput(location, path(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new NioOutput(location, path(location));
  }

  @Override
  public void deleteFile(String location) {
    try {
      Files.deleteIfExists(path(location));
    } catch (IOException e) {
      throw new RuntimeIOException(e, "cannot delete %s", location);
    }
  }

  private record NioInput(String location, Path path) implements InputFile {
    @Override
    public long getLength() {
      try {
        return Files.size(path);
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public SeekableStream newStream() {
      try {
        return new SeekableStream(Files.newByteChannel(path));
      } catch (IOException e) {
        throw failure(e);
      }
    }

    private RuntimeException failure(IOException e) {
      return e instanceof NoSuchFileException
          ? new NotFoundException(e, "no file %s", location)
          : new RuntimeIOException(e, "cannot read %s", location);
    }

    @Override
    public boolean exists() {
      return Files.exists(path);
    }
  }

  private record NioOutput(String location, Path path) implements OutputFile {
    @Override
    public CountingStream create() {
      if (Files.exists(path)) {
        throw new AlreadyExistsException("%s exists already", location);
      }
      return createOrOverwrite();
    }

    @Override
    public CountingStream createOrOverwrite() {
      try {
        if (FilePaths.isLocal(path)) {
          Files.createDirectories(path.toAbsolutePath().getParent());
        }
        return new CountingStream(Files.newOutputStream(path));
      } catch (FileAlreadyExistsException e) {
        throw new AlreadyExistsException(e, "%s exists already", location);
      } catch (IOException e) {
        throw new RuntimeIOException(e, "cannot write %s", location);
      }
    }

    @Override
    public InputFile toInputFile() {
      return new NioInput(location, path);
    }
  }

  /** Reads a channel. */
  private static final class SeekableStream extends org.apache.iceberg.io.SeekableInputStream {
    private final SeekableByteChannel channel;
    private final java.io.InputStream in;

    SeekableStream(SeekableByteChannel channel) {
      this.channel = channel;
      this.in = Channels.newInputStream(channel);
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] to, int at, int length) throws IOException {
      return in.read(to, at, length);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Counts the written bytes. */
  private static final class CountingStream extends org.apache.iceberg.io.PositionOutputStream {
    private final java.io.OutputStream out;
    private long count;

    CountingStream(java.io.OutputStream out) {
      this.out = out;
    }

    @Override
    public long getPos() {
      return count;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      out.write(bytes, at, length);
      count += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
