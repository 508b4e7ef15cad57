package io.twinstream.offline.objects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.files.FileTree;
import io.twinstream.features.files.IncompleteFolder;
import io.twinstream.features.files.LocalCopies;
import io.twinstream.features.files.NewFile;
import io.twinstream.features.files.RemoteFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What files of every object store must do. */
abstract class ObjectFilesContract {
  @TempDir Path temporary;
  Path folder;

  /** A folder of the bucket, which does not exist until a file is below it. */
  abstract Path folder(String name) throws IOException;

  @BeforeEach
  void nameFolder(TestInfo test) throws IOException {
    folder = folder(test.getTestMethod().orElseThrow().getName());
  }

  @Test
  void fileIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("50 % + ü#?&=/x=1.txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "text");
    assertThat(Files.readString(file), is("text"));
    assertThat(Files.size(file), is(4L));
    assertThat(Files.isRegularFile(file), is(true));
    assertThat(FileTree.files(folder), contains(file));
    Files.writeString(file, "another");
    assertThat(Files.readString(file), is("another"));
    Files.writeString(file, "");
    assertThat(Files.readAllBytes(file).length, is(0));
    assertThat(
        Files.getLastModifiedTime(file).toMillis(),
        is(FileTree.files(folder).size() * Files.getLastModifiedTime(file).toMillis()));
  }

  @Test
  void fileAppearsWhenItIsComplete() throws IOException {
    Path file = folder.resolve("file");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(1);
      out.flush();
      assertThat(Files.exists(file), is(false));
    }
    assertThat(Files.exists(file), is(true));
    assertThrows(
        FileAlreadyExistsException.class,
        () -> Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    assertThrows(
        IOException.class,
        () ->
            NewFile.write(
                folder.resolve("failed"),
                to -> {
                  Files.writeString(to, "half");
                  throw new IOException("the disk is full");
                }));
    assertThat(FileTree.files(folder), contains(file));
    NewFile.write(file, to -> Files.writeString(to, "whole"));
    assertThat(Files.readString(file), is("whole"));
  }

  @Test
  void foldersExistAsLongAsFilesAreBelow() throws IOException {
    assertThat(Files.isDirectory(folder), is(false));
    Path first = write("a/1/x.csv");
    Path second = write("a/2/y.csv");
    write("a/2/.hidden/z.csv");
    write("a/2/_control");
    Path beside = write("a-b/x.csv");
    assertThat(Files.isDirectory(folder.resolve("a")), is(true));
    assertThat(Files.exists(folder.resolve("a/3")), is(false));
    assertThat(FileTree.data(folder), contains(beside, first, second));
    assertThat(FileTree.files(folder, 2), contains(beside));
    assertThat(
        FileTree.folders(folder.resolve("a"), 1),
        contains(folder.resolve("a/1"), folder.resolve("a/2")));
    try (Stream<Path> children = Files.list(folder.resolve("a/2"))) {
      assertThat(
          children.map(child -> child.getFileName().toString()).toList(),
          contains(".hidden", "_control", "y.csv"));
    }
    assertThrows(DirectoryNotEmptyException.class, () -> Files.delete(folder.resolve("a")));
    RemoteFiles.of(folder).orElseThrow().deleteBelow(folder.resolve("a"));
    assertThat(FileTree.files(folder), contains(beside));
  }

  @Test
  void largeFileIsReadFromEveryPosition() throws IOException {
    byte[] bytes = new byte[3_000_000];
    Random random = new Random(1);
    random.nextBytes(bytes);
    Path file = folder.resolve("large");
    Files.write(file, bytes);
    assertThat(Arrays.equals(Files.readAllBytes(file), bytes), is(true));
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.size(), is((long) bytes.length));
      for (int i = 0; i < 50; i++) {
        int at = random.nextInt(bytes.length);
        ByteBuffer part = ByteBuffer.allocate(1 + random.nextInt(200_000));
        channel.position(at);
        while (part.hasRemaining() && channel.read(part) > 0) {}
        assertThat(
            Arrays.equals(bytes, at, at + part.position(), part.array(), 0, part.position()),
            is(true));
        assertThat(part.position(), is(Math.min(part.capacity(), bytes.length - at)));
      }
      assertThat(channel.position(bytes.length).read(ByteBuffer.allocate(1)), is(-1));
    }
  }

  @Test
  void fileThatIsReplacedWhileItIsReadIsRefused() throws IOException {
    byte[] bytes = new byte[300_000];
    Path file = Files.write(folder.resolve("file"), bytes);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      assertThat(channel.read(ByteBuffer.allocate(1)), is(1));
      Arrays.fill(bytes, (byte) 1);
      Files.write(file, bytes);
      channel.position(bytes.length - 10);
      assertThat(
          refusal(() -> channel.read(ByteBuffer.allocate(1))),
          containsString("while it was read; read it again"));
    }
  }

  @Test
  void fileIsMovedWithinTheBucket() throws IOException {
    Path from = write("from");
    Path to = folder.resolve("folder/to");
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    assertThat(FileTree.files(folder), contains(to));
    assertThat(Files.readString(to), is("from"));
    assertThat(Files.deleteIfExists(from), is(false));
    assertThat(Files.deleteIfExists(to), is(true));
    assertThrows(NoSuchFileException.class, () -> Files.delete(to));
    assertThrows(NoSuchFileException.class, () -> Files.readString(to));
  }

  @Test
  void copiesForOtherLibrariesKeepFoldersAndGo() throws IOException {
    Path file = write("event_date=2026-01-01/part.parquet");
    Path copy;
    try (LocalCopies copies = new LocalCopies()) {
      copy = copies.of(file);
      assertThat(copies.of(file), is(copy));
      assertThat(copies.of(temporary), is(temporary));
      assertThat(copy.endsWith("event_date=2026-01-01/part.parquet"), is(true));
      assertThat(Files.readString(copy), is("event_date=2026-01-01/part.parquet"));
      Path outside = folder.resolve("../../../../../../../outside");
      assertThrows(FileSystemException.class, () -> copies.of(outside));
    }
    assertThat(Files.exists(copy), is(false));
  }

  @Test
  void folderThatIsBeingWrittenIsRefused() throws IOException {
    Path output = folder.resolve("output");
    IncompleteFolder.begin(output);
    Path file = write("output/view/x.csv");
    Path beside = write("beside.csv");
    assertThat(refusal(() -> IncompleteFolder.refuse(file)), containsString("is not complete"));
    assertThat(FileTree.data(folder), contains(beside));
    assertThat(FileTree.data(output), contains(file));
    IncompleteFolder.complete(output);
    IncompleteFolder.refuse(file);
    assertThat(FileTree.data(folder), contains(beside, file));
  }

  static String refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(FileSystemException.class, call).getMessage();
  }

  Path write(String name) {
    try {
      return Files.writeString(folder.resolve(name), name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
