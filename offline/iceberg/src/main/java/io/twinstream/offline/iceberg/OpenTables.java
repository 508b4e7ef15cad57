package io.twinstream.offline.iceberg;

import io.twinstream.features.text.Names;
import io.twinstream.offline.log.file.HistoryException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;

/** Opens tables by their names, and creates them. */
final class OpenTables {
  private static final String METADATA = ".metadata.json";

  private final Catalogs catalogs;

  OpenTables(Catalogs catalogs) {
    this.catalogs = catalogs;
  }

  /**
   * Opens a table to read it.
   *
   * @throws HistoryException if there is none
   */
  Table read(TableName name) {
    return find(name)
        .orElseThrow(
            () ->
                new HistoryException(
                    name.catalog()
                        .map(catalog -> missing(name, catalog))
                        .orElse(
                            "no Iceberg table at "
                                + name.place()
                                + ": it has no metadata/v….metadata.json; check the path")));
  }

  /** Opens a table; empty if there is none. */
  Optional<Table> find(TableName name) {
    if (name.catalog().isEmpty()) {
      return inFolder(name);
    }
    Catalog catalog = catalogs.get(name.catalog().get());
    try {
      return Optional.of(catalog.loadTable(TableIdentifier.parse(name.place())));
    } catch (NoSuchTableException | NoSuchNamespaceException e) {
      return Optional.empty();
    }
  }

  private static Optional<Table> inFolder(TableName name) {
    if (name.place().endsWith(METADATA)) {
      return Files.exists(NioFiles.path(name.place()))
          ? Optional.of(
              new BaseTable(new StaticTableOperations(name.place(), new NioFiles()), name.table()))
          : Optional.empty();
    }
    FolderTable folder = new FolderTable(location(name));
    return folder.current() == null
        ? Optional.empty()
        : Optional.of(new BaseTable(folder, name.table()));
  }

  private static String location(TableName name) {
    String place = name.place();
    String absolute =
        place.startsWith(".")
            ? NioFiles.path(place).toAbsolutePath().normalize().toString()
            : place;
    return absolute.endsWith("/") ? absolute.substring(0, absolute.length() - 1) : absolute;
  }

  private String missing(TableName name, String catalog) {
    TableIdentifier table = TableIdentifier.parse(name.place());
    List<String> others = new ArrayList<>();
    try {
      catalogs.get(catalog).listTables(table.namespace()).forEach(each -> others.add(each.name()));
    } catch (NoSuchNamespaceException e) {
      return "catalog %s has no namespace %s; check the name of the table"
          .formatted(catalog, table.namespace());
    }
    return "catalog %s: %s".formatted(catalog, Names.unknown("table", table.name(), others));
  }

  /** Begins to create a table, which exists when the transaction is committed. */
  Transaction create(TableName name, Schema schema, Map<String, String> properties) {
    PartitionSpec unpartitioned = PartitionSpec.unpartitioned();
    if (name.catalog().isPresent()) {
      Catalog catalog = catalogs.get(name.catalog().get());
      TableIdentifier table = TableIdentifier.parse(name.place());
      createNamespace(catalog, table.namespace());
      return catalog.newCreateTableTransaction(table, schema, unpartitioned, properties);
    }
    String location = location(name);
    TableMetadata first =
        TableMetadata.newTableMetadata(
            schema, unpartitioned, SortOrder.unsorted(), location, properties);
    return Transactions.createTableTransaction(name.table(), new FolderTable(location), first);
  }

  private static void createNamespace(Catalog catalog, Namespace namespace) {
    if (catalog instanceof SupportsNamespaces namespaces
        && !namespaces.namespaceExists(namespace)) {
      namespaces.createNamespace(namespace);
    }
  }
}
