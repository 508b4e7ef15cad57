package io.twinstream.serving.feature;

import static io.twinstream.serving.json.JsonBuffer.ascii;

import io.twinstream.serving.guard.Until;
import io.twinstream.serving.json.JsonBuffer;
import io.twinstream.serving.reading.Degradation;
import io.twinstream.serving.reading.EntityRow;
import io.twinstream.serving.reading.Reading;
import io.twinstream.serving.reading.ViewReading;
import io.twinstream.serving.row.ListJson;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/** Writes answers by column: each feature once, with the values of all rows. */
final class ColumnsWriter {
  /** The media type with which callers ask for columns. */
  static final String TYPE = "application/vnd.twinstream.columns+json";

  private static final byte[] AS_OF = ascii("{\"as_of\":");
  private static final byte[] ENTITIES = ascii(",\"entities\":{");
  private static final byte[] FEATURES = ascii("},\"features\":{");
  private static final byte[] METADATA = ascii("},\"metadata\":{");
  private static final byte[] INEXACT = ascii("\"inexact\":{");
  private static final byte[] NEXT = ascii(",");
  private static final byte[] INEXACT_END = ascii("},");
  private static final byte[] VIEWS = ascii("\"views\":{");
  private static final byte[] END = ascii("}}}");

  private final JsonBuffer out = JsonBuffer.ofThread();
  private final List<EntityRow> asked;
  private final FeatureRequest request;
  private final Reading reading;
  private final ListJson list;
  private final Until until;

  private ColumnsWriter(FeatureRequest request, Reading reading, Until until) {
    this.until = until;
    this.request = request;
    this.asked = request.rows();
    this.reading = reading;
    this.list = ListJson.of(request.list());
  }

  /**
   * Writes the answer.
   *
   * @throws io.twinstream.serving.problem.ProblemException at the deadline
   */
  static byte[] write(FeatureRequest request, Reading reading, Until until) {
    ColumnsWriter writer = new ColumnsWriter(request, reading, until);
    writer.write();
    return writer.out.toByteArray();
  }

  private void write() {
    out.raw(AS_OF);
    out.instant(reading.asOf());
    out.raw(ENTITIES);
    entities();
    out.raw(FEATURES);
    for (int feature = 0; feature < request.list().compiled().names().size(); feature++) {
      comma(feature);
      list.name(out, feature);
      int index = feature;
      column(row -> ListJson.value(out, reading.rows().get(row).values(), index));
    }
    out.raw(METADATA);
    RowsWriter.degradation(out, reading);
    inexact();
    out.raw(VIEWS);
    for (int view = 0; view < request.list().views().length; view++) {
      comma(view);
      metadata(view);
    }
    out.raw(END);
  }

  private void entities() {
    Set<String> names = new LinkedHashSet<>();
    asked.forEach(row -> names.addAll(row.entities().keySet()));
    int n = 0;
    for (String name : names) {
      comma(n++);
      out.text(name);
      out.raw(':');
      column(
          row -> {
            String id = asked.get(row).entities().get(name);
            if (id == null) {
              out.nullValue();
            } else {
              out.text(id);
            }
          });
    }
  }

  /** Writes, of each feature, the rows whose value is not told by what is kept of the events. */
  private void inexact() {
    int features = 0;
    for (int feature = 0; feature < request.list().compiled().names().size(); feature++) {
      int rows = 0;
      for (int row = 0; row < asked.size(); row++) {
        if (reading.rows().get(row).values().isInexact(feature)) {
          if (rows++ == 0) {
            out.raw(features++ == 0 ? INEXACT : NEXT);
            list.name(out, feature);
          }
          out.raw(rows == 1 ? '[' : ',');
          out.number(row);
        }
      }
      if (rows > 0) {
        out.raw(']');
      }
    }
    if (features > 0) {
      out.raw(INEXACT_END);
    }
  }

  private void metadata(int view) {
    list.view(out, view);
    char before = '{';
    for (ReadingFields field : ReadingFields.OF_VIEW) {
      out.raw(before);
      field.name(out);
      field.value(out, reading(0, view), reading.asOf());
      before = ',';
    }
    for (ReadingFields field : ReadingFields.OF_ENTITY) {
      field(field, view);
    }
    if (reading.degradation() == Degradation.LAST_KNOWN) {
      field(ReadingFields.READ_AGE, view);
    }
    out.raw('}');
  }

  private void field(ReadingFields field, int view) {
    out.raw(',');
    field.name(out);
    column(row -> field.value(out, reading(row, view), reading.asOf()));
  }

  private ViewReading reading(int row, int view) {
    return reading.rows().get(row).views()[view];
  }

  private void column(IntConsumer value) {
    out.raw('[');
    for (int row = 0; row < asked.size(); row++) {
      until.check(row);
      comma(row);
      value.accept(row);
    }
    out.raw(']');
  }

  private void comma(int index) {
    if (index > 0) {
      out.raw(',');
    }
  }
}
