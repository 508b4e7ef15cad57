package io.twinstream.offline.models.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.twinstream.offline.models.drift.ColumnDrift;
import io.twinstream.offline.models.drift.ColumnSummary;
import io.twinstream.offline.models.drift.Comparison;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Writes a comparison as JSON. A number that does not exist is null. */
public final class DriftJson {
  private final JsonGenerator json;

  private DriftJson(JsonGenerator json) {
    this.json = json;
  }

  /** Returns the JSON. */
  public static String of(Comparison comparison) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
      new DriftJson(json).write(comparison);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private void write(Comparison all) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("drift", !all.drifted().isEmpty());
    json.writeNumberField("threshold", all.threshold());
    json.writeStringField("reference", all.reference());
    json.writeNumberField("reference_rows", all.referenceRows());
    json.writeStringField("current", all.current());
    json.writeNumberField("current_rows", all.currentRows());
    json.writeArrayFieldStart("columns");
    for (ColumnDrift column : all.drift().columns()) {
      write(column, all.threshold());
    }
    json.writeEndArray();
    names("only_reference", all.drift().onlyReference());
    names("only_current", all.drift().onlyCurrent());
    names("identifiers", all.drift().identifiers());
    json.writeArrayFieldStart("periods");
    for (Comparison.Period period : all.periods()) {
      json.writeStartObject();
      json.writeStringField("from", period.from().toString());
      json.writeStringField("to", period.from().plus(period.length()).toString());
      json.writeNumberField("rows", period.rows());
      json.writeObjectFieldStart("psi");
      for (Map.Entry<String, Double> psi : period.psi().entrySet()) {
        number(psi.getKey(), psi.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(ColumnDrift column, double threshold) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", column.name());
    json.writeBooleanField("drift", column.isDrift(threshold));
    number("psi", column.psi());
    number("psi_noise", column.noise());
    number("jensen_shannon", column.jensenShannon());
    number("hellinger", column.hellinger());
    if (column.order() != null) {
      number("ks", column.order().ks());
      number("ks_at_most", column.order().ksAtMost());
      number("wasserstein", column.order().wasserstein());
      number("wasserstein_error", column.order().wassersteinError());
    }
    side("reference", column.reference());
    side("current", column.current());
    json.writeArrayFieldStart("bins");
    for (int i = 0; i < column.bins().labels().size(); i++) {
      json.writeStartObject();
      json.writeStringField("bin", column.bins().labels().get(i));
      json.writeNumberField("reference", column.bins().reference()[i]);
      json.writeNumberField("current", column.bins().current()[i]);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void side(String name, ColumnSummary side) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("rows", side.rows());
    number("missing", side.missingShare());
    number("population", 1 - side.missingShare());
    Map<String, OptionalDouble> quantiles = ColumnDrift.quantiles(side);
    if (!quantiles.isEmpty()) {
      json.writeObjectFieldStart("quantiles");
      for (Map.Entry<String, OptionalDouble> each : quantiles.entrySet()) {
        number(each.getKey(), each.getValue().orElse(Double.NaN));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void names(String field, List<String> names) throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private void number(String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
