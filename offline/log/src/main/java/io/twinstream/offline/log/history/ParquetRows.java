package io.twinstream.offline.log.history;

import io.twinstream.features.files.FilePaths;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.file.ParquetFiles;
import io.twinstream.offline.log.parquet.ParquetColumn;
import io.twinstream.offline.log.parquet.ParquetColumns;
import io.twinstream.offline.log.parquet.PathColumn;
import io.twinstream.offline.log.parquet.PathColumn.Target;
import io.twinstream.offline.log.parquet.TableFile;
import io.twinstream.offline.log.parquet.UnknownTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Iterates over the rows of some columns of a Parquet file, row group by row group. */
public final class ParquetRows implements AutoCloseable {
  /** The codecs whose libraries are on the class path. */
  private static final Set<CompressionCodecName> READABLE =
      EnumSet.of(
          CompressionCodecName.UNCOMPRESSED,
          CompressionCodecName.SNAPPY,
          CompressionCodecName.GZIP,
          CompressionCodecName.ZSTD,
          CompressionCodecName.LZ4_RAW);

  private final String path;

  /** Null for a file that is not one of a lake table. */
  private final TableFile table;

  private final ParquetFileReader reader;
  private final int endGroup;
  private int group;
  private long rowsLeft;
  private long row;

  /** The next row of the file that the table does not have any more. */
  private long deleted = Long.MAX_VALUE;

  private MessageType projection;

  /** The selected columns, in the order of the file. */
  final List<ParquetColumn> columns = new ArrayList<>();

  private ParquetRows(HistoryInputSplit split) {
    this.path = split.path();
    this.table = split.table();
    this.reader = ParquetFiles.open(FilePaths.of(path), table);
    this.group = split.firstRowGroup();
    this.endGroup = split.endRowGroup();
  }

  public static ParquetRows open(HistoryInputSplit split) {
    return new ParquetRows(split);
  }

  /** Selects the columns to read, before the first row. */
  public void select(Predicate<String> wanted) {
    select(wanted, KeptColumns.NONE);
  }

  /**
   * Selects the columns to read, before the first row.
   *
   * @param wanted the columns that fields are read from
   * @param kept the columns that are read unchanged
   */
  public void select(Predicate<String> wanted, KeptColumns kept) {
    select(wanted, kept, List.of());
  }

  /**
   * Selects the columns to read, before the first row.
   *
   * @param within the fields that are read from within columns
   */
  void select(Predicate<String> wanted, KeptColumns kept, List<Target> within) {
    MessageType schema = reader.getFileMetaData().getSchema();
    List<Type> types =
        schema.getFields().stream()
            .filter(
                t ->
                    wanted.test(t.getName())
                        || kept.type(t.getName()) != null
                        || !in(t.getName(), within).isEmpty())
            .toList();
    projection = new MessageType(schema.getName(), types);
    for (Type type : types) {
      List<ColumnDescriptor> leaves =
          projection.getColumns().stream()
              .filter(leaf -> leaf.getPath()[0].equals(type.getName()))
              .toList();
      List<Target> targets = in(type.getName(), within);
      columns.add(
          !targets.isEmpty()
              ? within(type, leaves, kept.type(type.getName()), targets)
              : wanted.test(type.getName())
                  ? field(type, leaves)
                  : ParquetColumns.kept(type, leaves, kept.type(type.getName())));
      if (kept.type(type.getName()) != null) {
        columns.get(columns.size() - 1).keepAs(type, kept.type(type.getName()));
      }
    }
    reader.setRequestedSchema(projection);
  }

  private static List<Target> in(String column, List<Target> within) {
    return within.stream()
        .filter(target -> target.path().steps().get(0).key().equals(column))
        .toList();
  }

  private ParquetColumn within(
      Type type, List<ColumnDescriptor> leaves, Type written, List<Target> targets) {
    int more = written == null || written.isRepetition(type.getRepetition()) ? 0 : 1;
    try {
      return new PathColumn(type, leaves, more, targets);
    } catch (IllegalArgumentException e) {
      throw new HistoryException(
          path + ": " + e.getMessage() + "; correct the path of the field, or map it to a column",
          e);
    }
  }

  /** Reports whether a column is a list or a structure. */
  boolean isNested(String column) {
    MessageType schema = reader.getFileMetaData().getSchema();
    return schema.containsField(column) && !isFlat(schema.getType(column));
  }

  private static boolean isFlat(Type type) {
    return type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
  }

  private ParquetColumn field(Type type, List<ColumnDescriptor> leaves) {
    boolean known = !UnknownTypes.contains(metadata(), type.getName());
    ParquetColumn column = known ? ParquetColumns.of(leaves.get(0)) : null;
    if (column == null) {
      throw new HistoryException(
          path
              + ": no field can be read from column "
              + String.join(".", leaves.get(0).getPath())
              + ", which is "
              + (known ? "" : "of an unknown logical type: ")
              + type
              + "; map the field to another column");
    }
    return column;
  }

  /** Returns a selected column. */
  public ParquetColumn column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new HistoryException(path + " has no column " + name));
  }

  /** Returns the key-value metadata of the footer. */
  public Map<String, String> metadata() {
    return reader.getFileMetaData().getKeyValueMetaData();
  }

  /**
   * Returns the names of all columns of the file, and of those that its table has too, which are
   * null.
   */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    reader.getFileMetaData().getSchema().getFields().forEach(type -> names.add(type.getName()));
    if (table != null) {
      table.fields().names().stream().filter(name -> !names.contains(name)).forEach(names::add);
    }
    return names;
  }

  /** Moves all columns to the next row; false at the end. */
  public boolean next() {
    boolean more = move();
    while (more && row - 1 == deleted) {
      deleted = table.nextDeleted(row);
      more = move();
    }
    return more;
  }

  private boolean move() {
    try {
      while (rowsLeft == 0) {
        if (group == endGroup) {
          return false;
        }
        startGroup(group++);
      }
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).advance();
      }
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
    rowsLeft--;
    row++;
    return true;
  }

  private HistoryException unreadable(Exception cause) {
    Set<CompressionCodecName> codecs = EnumSet.noneOf(CompressionCodecName.class);
    for (BlockMetaData block : reader.getRowGroups()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        if (projection.containsField(chunk.getPath().toArray()[0])) {
          codecs.add(chunk.getCodec());
        }
      }
    }
    codecs.removeAll(READABLE);
    return codecs.isEmpty()
        ? ParquetFiles.damaged(path, cause)
        : ParquetFiles.unsupported(path, codecs.iterator().next().name(), cause);
  }

  private void startGroup(int index) throws IOException {
    rowsLeft = reader.getRowGroups().get(index).getRowCount();
    if (rowsLeft == 0) {
      return;
    }
    PageReadStore pages = reader.readRowGroup(index);
    row = 0;
    for (int before = 0; before < index; before++) {
      row += reader.getRowGroups().get(before).getRowCount();
    }
    deleted = table == null ? Long.MAX_VALUE : table.nextDeleted(row);
    ColumnReadStore store =
        new ColumnReadStoreImpl(
            pages, new Unused(), projection, reader.getFileMetaData().getCreatedBy());
    columns.forEach(column -> column.start(store));
  }

  /** Returns the number of the current row in the file, from 0. */
  long row() {
    return row - 1;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new HistoryException("cannot close " + path, e);
    }
  }

  /** Required by the API of Parquet: values are read from the columns directly, never converted. */
  private static final class Unused extends GroupConverter {
    private final PrimitiveConverter value = new PrimitiveConverter() {};

    @Override
    public Converter getConverter(int field) {
      return this;
    }

    @Override
    public PrimitiveConverter asPrimitiveConverter() {
      return value;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }
}
