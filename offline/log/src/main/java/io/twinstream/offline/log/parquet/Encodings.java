package io.twinstream.offline.log.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.DefaultV2ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * The encodings of version 2 of Parquet, except for bytes of fixed length: DuckDB reads these only
 * in the encoding of version 1.
 */
final class Encodings implements ValuesWriterFactory {
  private final DefaultV1ValuesWriterFactory first = new DefaultV1ValuesWriterFactory();
  private final DefaultV2ValuesWriterFactory second = new DefaultV2ValuesWriterFactory();

  @Override
  public void initialize(ParquetProperties properties) {
    first.initialize(properties);
    second.initialize(properties);
  }

  @Override
  public ValuesWriter newValuesWriter(ColumnDescriptor column) {
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    return (type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? first : second)
        .newValuesWriter(column);
  }
}
