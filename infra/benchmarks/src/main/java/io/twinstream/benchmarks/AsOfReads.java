package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.service.CompiledService;
import io.twinstream.offline.log.archive.DuckDbTables;
import io.twinstream.offline.log.asof.AsOfAnswer;
import io.twinstream.offline.log.asof.AsOfQuestion;
import io.twinstream.offline.log.asof.AsOfReader;
import io.twinstream.offline.log.file.Duck;
import io.twinstream.offline.postgres.Loaded;
import io.twinstream.offline.postgres.PostgresAddress;
import io.twinstream.offline.postgres.PostgresStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures rows per second loaded into PostgreSQL, and the time to read one entity's features as of
 * an instant from PostgreSQL and from the files; checks that both give the same values.
 */
@Command(name = "as-of-reads", mixinStandardHelpOptions = true)
public final class AsOfReads implements Callable<Integer> {
  @Option(names = "--definitions", required = true)
  private String definitions;

  @Option(
      names = "--rows",
      required = true,
      description = "The folder of rows that a backfill has written.")
  private Path rows;

  @Option(names = "--to", required = true, description = "The PostgreSQL database to fill.")
  private String to;

  @Option(names = "--view", required = true, description = "The view whose features are read.")
  private String view;

  @Option(
      names = "--reads",
      defaultValue = "1000",
      description = "The number of reads from PostgreSQL.")
  private int reads;

  @Option(
      names = "--file-reads",
      defaultValue = "20",
      description = "The number of reads from the files.")
  private int fileReads;

  public static void main(String[] args) {
    System.exit(new CommandLine(new AsOfReads()).execute(args));
  }

  @Override
  public Integer call() {
    Project project = Definitions.load(Path.of(definitions));
    PostgresStore store = PostgresStore.of(PostgresAddress.parse(to), project);
    load(store, true);
    load(store, false);
    CompiledService service = CompiledService.of(project, List.of(view + ".*"));
    AsOfReader stored = store.asOf(service);
    AsOfReader files = AsOfReader.logged(project, service, rows);
    List<AsOfQuestion> questions = questions(project, stored);
    AsOfAnswer[] answers = new AsOfAnswer[reads];
    time("PostgreSQL, warming up", stored, questions, answers);
    time("PostgreSQL", stored, questions, answers);
    AsOfAnswer[] expected = new AsOfAnswer[fileReads];
    time("files", files, questions.subList(0, fileReads), expected);
    boolean same = Arrays.asList(expected).equals(Arrays.asList(answers).subList(0, fileReads));
    System.out.println(same ? "the answers are equal" : "THE ANSWERS DIFFER");
    return same ? 0 : 1;
  }

  private void load(PostgresStore store, boolean replace) {
    long start = System.nanoTime();
    List<Loaded> loaded = store.load(rows, replace, files -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    long all = loaded.stream().mapToLong(Loaded::rows).sum();
    System.out.printf("%,d rows in %.1f s: %,.0f/s%n", all, seconds, all / seconds);
  }

  private List<AsOfQuestion> questions(Project project, AsOfReader reader) {
    View of = reader.service().views().get(0);
    String key = project.entity(of.entity()).key();
    FeatureRow none = new FeatureRow(reader.service().requestTypes());
    List<AsOfQuestion> questions = new ArrayList<>();
    try (Duck duck = new Duck()) {
      duck.query(
          "SELECT %s, epoch_ms(_known) + 1 FROM %s USING SAMPLE reservoir(%d ROWS) REPEATABLE (1)"
              .formatted(Duck.quote(key), DuckDbTables.rows(rows.resolve(view)), reads),
          row ->
              questions.add(
                  reader.question(Map.of(of.entity(), row.getString(1)), none, row.getLong(2))));
    }
    return questions;
  }

  private static void time(
      String where, AsOfReader reader, List<AsOfQuestion> questions, AsOfAnswer[] answers) {
    double[] millis = new double[questions.size()];
    for (int i = 0; i < millis.length; i++) {
      long start = System.nanoTime();
      answers[i] = reader.read(questions.get(i), Visibility.INCLUSIVE);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%s, %,d reads: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms%n",
        where,
        millis.length,
        millis[millis.length / 2],
        millis[millis.length * 95 / 100],
        millis[millis.length * 99 / 100]);
  }
}
