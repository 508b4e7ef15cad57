package io.twinstream.offline.log.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** The types of columns in serializable form: as the bytes of a file's footer. */
public final class ParquetSchema implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private final byte[] footer;
  private transient volatile List<Type> types;

  private ParquetSchema(byte[] footer) {
    this.footer = footer;
  }

  public static ParquetSchema of(List<Type> types) {
    MessageType schema = new MessageType("row", types);
    FileMetaData file = new FileMetaData(schema, Map.of(), "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(
          new ParquetMetadataConverter()
              .toParquetMetadata(VERSION, new ParquetMetadata(file, List.of())),
          out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a footer into an array", e);
    }
    return new ParquetSchema(out.toByteArray());
  }

  /** Returns the types, one per column. */
  public List<Type> types() {
    if (types == null) {
      try {
        types =
            new ParquetMetadataConverter()
                .fromParquetMetadata(Util.readFileMetaData(new ByteArrayInputStream(footer)))
                .getFileMetaData()
                .getSchema()
                .getFields();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read a footer from an array", e);
      }
    }
    return types;
  }
}
