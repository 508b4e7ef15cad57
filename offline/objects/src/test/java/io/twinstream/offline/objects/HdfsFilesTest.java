package io.twinstream.offline.objects;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads and writes files of a name node and a data node, which run in this process. */
@Tag("slow")
class HdfsFilesTest extends ObjectFilesContract {
  @TempDir static Path disk;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  private static String address() {
    return "hdfs://127.0.0.1:" + cluster.getNameNodePort();
  }

  @Override
  Path folder(String name) {
    return FilePaths.of(address() + "/lake/" + name);
  }

  @Test
  void oneOfTwoThatCreateAFileSucceeds() throws IOException {
    ObjectPath file = (ObjectPath) folder.resolve("file");
    HdfsFiles files = (HdfsFiles) file.system().provider();
    assertThat(files.create(file, new byte[] {1}), is(true));
    assertThat(files.create(file, new byte[] {2}), is(false));
    assertThat(Files.readAllBytes(file), is(new byte[] {1}));
    assertThat(FileTree.files(folder), contains((Path) file));
  }

  @Test
  void fileOfSeveralBlocksIsReadAsItWasWritten() throws IOException {
    byte[] bytes = new byte[11 << 20];
    new Random(2).nextBytes(bytes);
    Path file = folder.resolve("file");
    Files.write(file, bytes);
    assertThat(Arrays.equals(Files.readAllBytes(file), bytes), is(true));
  }

  @Test
  void addressWithoutANameNodeIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> FilePaths.of("hdfs:///lake"))
            .getMessage(),
        containsString("write hdfs://HOST:PORT/FOLDER"));
    Path file = FilePaths.of("hdfs://no-such-host.invalid:9/x");
    assertThat(refusal(() -> FileTree.files(file)), containsString("check the address"));
  }

  @Test
  void nameWithAColonIsRefused() {
    Path file = folder.resolve("a:b");
    assertThat(
        refusal(() -> Files.writeString(file, "")), containsString("allows no colon in a name"));
    assertThat(refusal(() -> Files.size(file)), containsString("allows no colon in a name"));
  }
}
