package io.twinstream.offline.log.asof;

import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.decode.EntityKey;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.service.CompiledService;
import io.twinstream.features.service.EventRequest;
import io.twinstream.offline.log.file.HistoryException;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.history.SpineRefusals;
import io.twinstream.offline.log.table.Folders;
import io.twinstream.offline.log.trainingset.TrainingTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes features for the rows of a small spine, each as of its time, and writes them as a
 * training set. It follows the same rules as the training-set job, without starting an engine.
 */
public final class SpineFeatures {
  /** The rows and their answers are in memory at once. */
  private static final int MAX_ROWS = 1_000_000;

  private final AsOfReader reader;
  private final Spine spine;
  private final Spine.Request request;
  private final List<EntityKey> keys = new ArrayList<>();

  private SpineFeatures(Project project, AsOfReader reader, Spine.Request request) {
    this.reader = reader;
    this.request = request;
    this.spine = SpineReader.read(request);
    for (View view : reader.service().views()) {
      String key = project.entity(view.entity()).key();
      keys.add(EntityKey.in(spine.source().schema(), key));
    }
  }

  /**
   * Returns what a service needs of a spine, by the event time of the source of its first view.
   *
   * @param path a Parquet or CSV file, a folder or a glob
   */
  public static Spine.Request request(Project project, CompiledService service, String path) {
    return Spine.Request.of(project, service, path, service.views().get(0).source(), false)
        .withFeatures(service);
  }

  /**
   * Opens a spine.
   *
   * @throws HistoryException if it cannot be read
   * @throws IllegalArgumentException if columns are missing: all problems, a line each
   */
  public static SpineFeatures of(Project project, AsOfReader reader, Spine.Request request) {
    return new SpineFeatures(project, reader, request);
  }

  /**
   * Writes one row per row of the spine.
   *
   * @param service the service to name in the footer
   * @param folder the folder of the files {@code part-….parquet}
   * @return the number of rows
   */
  public long write(String service, Visibility visibility, Path folder) throws IOException {
    CompiledService compiled = reader.service();
    TrainingTable table =
        new TrainingTable(
            spine.source().schema(),
            spine.kept(),
            compiled.names(),
            compiled.types(),
            null,
            Folders.none(1),
            TrainingTable.footer(service, compiled, visibility, false, request.footer()));
    List<Event> rows = rows();
    EventRequest fields = EventRequest.of(compiled.request(), spine.source().schema());
    String source = request.events().name();
    List<AsOfQuestion> questions = new ArrayList<>(rows.size());
    for (Event row : rows) {
      List<String> ids = new ArrayList<>();
      keys.forEach(key -> ids.add(key.of(row)));
      questions.add(
          new AsOfQuestion(ids, fields.row(row), row.known(), row.ts(), source, row.id()));
    }
    List<AsOfAnswer> answers = reader.read(questions, visibility);
    List<EventFeatures> features = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      AsOfAnswer answer = answers.get(i);
      features.add(
          new EventFeatures(rows.get(i), answer.asOf(), answer.count(), answer.features()));
    }
    table.writer(folder).write(features);
    return rows.size();
  }

  private List<Event> rows() {
    List<Event> rows = new ArrayList<>();
    SpineRefusals refused = new SpineRefusals(spine);
    HistoryReader files = spine.reader(EventDecoder.DEFAULT_MAX_BYTES);
    for (HistoryInputSplit split : HistoryFiles.splits(spine.source(), List.of(spine.path()))) {
      try (HistoryCursor cursor = files.open(split)) {
        for (Decoded next = cursor.next(); next != null; next = cursor.next()) {
          if (next instanceof Event event) {
            rows.add(event);
          } else if (next instanceof DeadLetter letter) {
            refused.add(letter);
          }
        }
      }
      if (rows.size() > MAX_ROWS) {
        throw new IllegalArgumentException(
            "%s has more than %,d rows; run the command training-set for it"
                .formatted(spine.path(), MAX_ROWS));
      }
    }
    refused.require();
    return rows;
  }
}
