package io.twinstream.offline.log.table;

import io.twinstream.features.event.Position;
import io.twinstream.offline.log.parquet.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layout of the answer log, one row per answer, by date: {@code at, service, event, entities,
 * request, features, views, score, model, decision, fallback, shadow} and {@code _origin,
 * _partition, _offset, _known}. Answers have different features, so features are JSON objects, as
 * are entities, request and views.
 */
public final class AnswerLogTable {
  public static final String KIND = "served";

  /** Folders by date of the answer. */
  public static final Folders<Row> FOLDERS = Folders.byDate(Row::at);

  private AnswerLogTable() {}

  /**
   * One answer. Text is null if it does not apply.
   *
   * @param position the server, and the number of its answer
   * @param at when the answer was given, in milliseconds since 1970
   * @param event the id of the event of the decision
   * @param entities ids by name, as JSON
   * @param request fields by name, as JSON
   * @param features values by name, as JSON
   * @param views status, as-of and age by view, as JSON
   * @param score NaN for none
   * @param shadow whether this is the answer of a shadow model
   */
  public record Row(
      Position position,
      long at,
      String service,
      String event,
      String entities,
      String request,
      String features,
      String views,
      double score,
      String model,
      String decision,
      String fallback,
      boolean shadow) {}

  /** Returns a writer for a folder. */
  public static TableWriter<Row> writer(Path directory) {
    List<TableColumn<Row>> columns = new ArrayList<>();
    columns.add(TableColumn.instant("at", Row::at));
    columns.add(TableColumn.text("service", Row::service));
    columns.add(TableColumn.text("event", Row::event));
    columns.add(TableColumn.text("entities", Row::entities));
    columns.add(TableColumn.text("request", Row::request));
    columns.add(TableColumn.text("features", Row::features));
    columns.add(TableColumn.text("views", Row::views));
    columns.add(TableColumn.float64("score", Row::score, row -> Double.isNaN(row.score())));
    columns.add(TableColumn.text("model", Row::model));
    columns.add(TableColumn.text("decision", Row::decision));
    columns.add(TableColumn.text("fallback", Row::fallback));
    columns.add(TableColumn.truth("shadow", Row::shadow, row -> false));
    columns.addAll(TableLayout.origin(Row::position, Row::at));
    return new TableWriter<>(
        directory,
        new TableLayout<>(
            KIND, columns, Map.of(TableLayout.KIND, KIND), Row::position, FOLDERS, row -> 0));
  }
}
