package io.twinstream.offline.iceberg;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;

/**
 * The catalogs that the environment describes: {@code TWINSTREAM_ICEBERG__PROD__URI} is the
 * property {@code uri} of the catalog {@code prod}. A further {@code __} in the name is a dot of
 * the property, and {@code _} a hyphen.
 */
final class Catalogs {
  private static final String PREFIX = "TWINSTREAM_ICEBERG__";
  private static final String SEPARATOR = "__";
  private static final String REST = "org.apache.iceberg.rest.RESTCatalog";
  private static final String JDBC = "org.apache.iceberg.jdbc.JdbcCatalog";

  private final Map<String, String> environment;
  private final Map<String, Catalog> opened = new ConcurrentHashMap<>();

  Catalogs(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Returns a catalog, which is used until the process ends.
   *
   * @throws IllegalArgumentException if the environment does not describe it
   */
  Catalog get(String name) {
    return opened.computeIfAbsent(name, this::open);
  }

  private Catalog open(String name) {
    Map<String, String> properties = properties(name);
    String uri = properties.get(CatalogProperties.URI);
    if (uri == null) {
      throw new IllegalArgumentException(
          ("no catalog '%s'; set %s to the address of a REST catalog, such as"
                  + " https://catalog.example.com, or to a JDBC URL%s")
              .formatted(name, variable(name) + "URI", known()));
    }
    String implementation;
    if (uri.startsWith("http://") || uri.startsWith("https://")) {
      implementation = REST;
    } else if (uri.startsWith("jdbc:")) {
      implementation = JDBC;
    } else {
      throw new IllegalArgumentException(
          "%s is '%s', which is the address of neither a REST catalog (https://…) nor a database"
                  .formatted(variable(name) + "URI", uri)
              + " (jdbc:…); correct it");
    }
    properties.put(CatalogProperties.FILE_IO_IMPL, NioFiles.class.getName());
    return CatalogUtil.loadCatalog(implementation, name, properties, null);
  }

  private static String variable(String catalog) {
    return PREFIX + catalog.toUpperCase(Locale.ROOT).replace('-', '_') + SEPARATOR;
  }

  private Map<String, String> properties(String catalog) {
    String prefix = variable(catalog);
    Map<String, String> properties = new HashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(prefix)) {
            String name = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
            properties.put(name.replace(SEPARATOR, ".").replace('_', '-'), value);
          }
        });
    return properties;
  }

  private String known() {
    TreeSet<String> names = new TreeSet<>();
    for (String variable : environment.keySet()) {
      if (variable.startsWith(PREFIX) && variable.endsWith(SEPARATOR + "URI")) {
        names.add(
            variable
                .substring(PREFIX.length(), variable.length() - SEPARATOR.length() - 3)
                .toLowerCase(Locale.ROOT)
                .replace('_', '-'));
      }
    }
    return names.isEmpty() ? "" : "; known: " + String.join(", ", names);
  }
}
