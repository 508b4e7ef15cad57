package io.twinstream.offline.objects;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * HDFS, as {@code hdfs://host:port/path}, or with the name of a name service. Hadoop's own
 * configuration is in the folder that {@code HADOOP_CONF_DIR} names; the user is that of the
 * process or {@code HADOOP_USER_NAME}, or of Kerberos' ticket.
 */
public final class HdfsFiles extends ObjectFiles {
  private static final String SCHEME = "hdfs";

  public HdfsFiles() {
    super(SCHEME);
  }

  @Override
  public Path path(String text) {
    if (text.substring(text.indexOf("://") + 3).startsWith("/")) {
      throw new IllegalArgumentException(
          "'%s' names no name node; write hdfs://HOST:PORT/FOLDER, or hdfs://NAME/FOLDER with a name"
                  .formatted(text)
              + " service of the configuration in HADOOP_CONF_DIR");
    }
    return super.path(text);
  }

  @Override
  ObjectStore open(String authority) {
    return new HdfsStore(() -> connect(authority), authority);
  }

  /** Hadoop keeps the file system; no request is sent. */
  private static DistributedFileSystem connect(String authority) throws IOException {
    Configuration configuration = new Configuration();
    String folder = System.getenv("HADOOP_CONF_DIR");
    if (folder != null && !folder.isBlank()) {
      for (String name : new String[] {"core-site.xml", "hdfs-site.xml"}) {
        configuration.addResource(new org.apache.hadoop.fs.Path(new File(folder, name).toURI()));
      }
    }
    return (DistributedFileSystem)
        FileSystem.get(URI.create(SCHEME + "://" + authority), configuration);
  }
}
