package io.twinstream.pipelines.stream;

import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.load.Definitions;
import io.twinstream.pipelines.Sql;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An example of the project with a generated history in Parquet: late events, repeated ones, and
 * rows that are no events. Each row has a known time of its own, because the rows of the live job
 * see what has arrived, and those of history what was known strictly before.
 */
final class ExampleHistory {
  private static final Path EXAMPLES = examples();
  private static final Pattern LITERAL = Pattern.compile("[!=]= '(\\w+)'");
  private static final Pattern MAPPING = Pattern.compile("(?m)^    history:\\n(?:      .*\\n)+");
  private static final Pattern EVENT_TIME = Pattern.compile("(?m)^    event_time:");
  private static final long START = Instant.parse("2026-03-01T05:00:00Z").toEpochMilli();
  private static final long STEP_MS = 61_000;
  private static final int ENTITIES = 12;

  private final Path folder;
  private final Path definitions;
  private final Project project;

  /** The values to which conditions of the example compare strings. */
  private final List<String> literals;

  ExampleHistory(String example, Path folder, int rows) throws IOException, SQLException {
    this.folder = folder;
    String yaml = Files.readString(EXAMPLES.resolve(example).resolve(example + ".yaml"));
    this.literals = literals(yaml);
    this.definitions = Files.writeString(folder.resolve("definitions.yaml"), overParquet(yaml));
    this.project = Definitions.load(definitions);
    for (Source source : project.sources().values()) {
      write(source, rows);
    }
  }

  /**
   * Returns the examples whose histories are made here: those without tables, which are loaded and
   * not computed from events, and without JSON lines, which {@code simulate} writes.
   */
  static List<String> names() {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders
          .filter(Files::isDirectory)
          .map(each -> each.getFileName().toString())
          .filter(ExampleHistory::isMadeHere)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isMadeHere(String example) {
    Project project = Definitions.load(EXAMPLES.resolve(example).resolve(example + ".yaml"));
    return project.sources().values().stream()
        .noneMatch(each -> each.isTable() || each.history().format() == Format.JSON_LINES);
  }

  Path definitions() {
    return definitions;
  }

  Project project() {
    return project;
  }

  Path of(String source) {
    return folder.resolve(source + ".parquet");
  }

  private static Path examples() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("transforms/examples");
  }

  /** The definitions with a known time in each row, and Parquet instead of CSV. */
  private static String overParquet(String yaml) {
    Matcher mapping = MAPPING.matcher(yaml);
    if (mapping.find() && mapping.group().contains("format: parquet")) {
      return yaml.replace(
          "      format: parquet\n", "      format: parquet\n      known: known_at\n");
    }
    return EVENT_TIME
        .matcher(mapping.replaceAll(""))
        .replaceFirst("    history: {format: parquet, known: known_at}\n    event_time:");
  }

  private static List<String> literals(String yaml) {
    TreeSet<String> found = new TreeSet<>();
    Matcher literal = LITERAL.matcher(yaml);
    while (literal.find()) {
      found.add(literal.group(1));
    }
    return List.copyOf(found);
  }

  private void write(Source source, int rows) throws IOException, SQLException {
    Random random = new Random(source.name().hashCode());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      long known = START + i * STEP_MS;
      boolean repeats = i > 30 && random.nextInt(20) == 0;
      String line =
          repeats
              ? lines.get(i - 1 - random.nextInt(20)).replaceFirst(", \"known_at\".*", "")
              : row(source, random, i, known);
      lines.add(line + ", \"known_at\": \"" + Instant.ofEpochMilli(known) + "\"}");
    }
    Path json = Files.write(folder.resolve(source.name() + ".jsonl"), lines);
    Sql.execute(
        "COPY (SELECT * FROM read_json('%s', format = 'newline_delimited', sample_size = -1))"
                .formatted(json)
            + " TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)".formatted(of(source.name())));
  }

  private String row(Source source, Random random, int number, long known) {
    TreeSet<String> keys = new TreeSet<>();
    project.viewsOf(source.name()).forEach(view -> keys.add(project.entity(view.entity()).key()));
    List<String> values = new ArrayList<>();
    for (int slot = 0; slot < source.schema().size(); slot++) {
      Field field = source.schema().field(slot);
      String name = source.history().columns().getOrDefault(field.name(), field.name());
      if (field.name().equals(source.eventTime())) {
        values.add("\"%s\": %s".formatted(name, time(random, known)));
      } else if (source.changes().filter(r -> r.changeTime().equals(field.name())).isPresent()) {
        values.add("\"%s\": \"%s\"".formatted(name, Instant.ofEpochMilli(known)));
      } else if (!field.name().equals("revenue")) { // which is computed
        boolean unique =
            !source.isOfChanges() && source.eventId().filter(field.name()::equals).isPresent();
        values.add("\"%s\": %s".formatted(name, value(field, random, number, unique, keys)));
      }
    }
    return "{" + String.join(", ", values);
  }

  /** Some events are late, some too late, and some rows have no time. */
  private static String time(Random random, long known) {
    int kind = random.nextInt(60);
    if (kind == 0) {
      return "null";
    }
    long late = kind == 1 ? 3 * 86_400_000L : kind < 15 ? random.nextInt(20 * 3_600_000) : 0;
    return "\"" + Instant.ofEpochMilli(known - late) + "\"";
  }

  private String value(
      Field field, Random random, int number, boolean unique, TreeSet<String> keys) {
    boolean key = keys.contains(field.name());
    return switch (field.type().kind()) {
      case STRING -> "\"" + text(random, number, unique, key) + "\"";
      case LONG ->
          String.valueOf(unique ? number : key ? random.nextInt(ENTITIES) : random.nextInt(9) - 2);
      case DECIMAL ->
          BigDecimal.valueOf(random.nextInt(10_000) - 500, field.type().scale()).toPlainString();
      case DOUBLE -> String.valueOf(random.nextDouble());
      case BOOLEAN -> String.valueOf(random.nextBoolean());
      case TIMESTAMP -> "\"" + Instant.ofEpochMilli(START + random.nextInt(1 << 30)) + "\"";
      case BYTES, ARRAY -> throw new IllegalArgumentException("no example has one");
    };
  }

  private String text(Random random, int number, boolean unique, boolean key) {
    if (unique) {
      return "id" + number;
    }
    return key || literals.isEmpty() || random.nextInt(4) == 0
        ? "e" + random.nextInt(ENTITIES)
        : literals.get(random.nextInt(literals.size()));
  }
}
