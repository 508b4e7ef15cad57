package io.twinstream.offline.models;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The metadata of a model, stored in the {@code metadata_props} of its ONNX file.
 *
 * @param name the name of the model
 * @param version the version of the model
 * @param service the service whose features it reads, such as {@code fraud@1}
 * @param features the features of the service, in the order of the input columns
 * @param fingerprint the service fingerprint at training time, 16 hexadecimal digits
 * @param threshold the decision is positive for scores of at least this
 * @param positiveClass the class whose probability is the score, as the model names it; empty if
 *     that is evident, as for the classes 0 and 1
 */
public record ModelCard(
    String name,
    String version,
    String service,
    List<String> features,
    String fingerprint,
    OptionalDouble threshold,
    Optional<String> positiveClass) {
  public static final String NAME = "twinstream.model";
  public static final String VERSION = "twinstream.version";
  public static final String SERVICE = "twinstream.service";
  public static final String FEATURES = "twinstream.features";
  public static final String FINGERPRINT = "twinstream.fingerprint";
  public static final String THRESHOLD = "twinstream.threshold";
  public static final String POSITIVE_CLASS = "twinstream.positive_class";

  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{16}");

  /**
   * Checks the values.
   *
   * @throws ModelException with all problems
   */
  public ModelCard {
    features = List.copyOf(features);
    List<String> wrong = new ArrayList<>();
    check(wrong, WORD.matcher(name).matches(), NAME, name, "letters, digits, '.', '_' and '-'");
    check(wrong, WORD.matcher(version).matches(), VERSION, version, "like 3 or 2026-11-20");
    check(wrong, service.contains("@"), SERVICE, service, "like fraud@1");
    check(wrong, !features.isEmpty(), FEATURES, "[]", "the names of the input's columns");
    check(
        wrong,
        DIGITS.matcher(fingerprint).matches(),
        FINGERPRINT,
        fingerprint,
        "16 hexadecimal digits");
    if (threshold.isPresent()) {
      double value = threshold.getAsDouble();
      check(wrong, Double.isFinite(value), THRESHOLD, String.valueOf(value), "a number");
    }
    if (!wrong.isEmpty()) {
      throw new ModelException(String.join("; ", wrong));
    }
  }

  /** Creates the card of a model whose positive class is evident. */
  public ModelCard(
      String name,
      String version,
      String service,
      List<String> features,
      String fingerprint,
      OptionalDouble threshold) {
    this(name, version, service, features, fingerprint, threshold, Optional.empty());
  }

  private static void check(
      List<String> wrong, boolean holds, String key, String value, String expected) {
    if (!holds) {
      wrong.add(key + " must be " + expected + ", is '" + value + "'");
    }
  }

  /**
   * Reads a card.
   *
   * @param metadata the model's {@code metadata_props}
   * @throws ModelException with everything that is missing or wrong
   */
  public static ModelCard of(Map<String, String> metadata) {
    List<String> missing = new ArrayList<>();
    for (String key : List.of(NAME, VERSION, SERVICE, FEATURES, FINGERPRINT)) {
      if (!metadata.containsKey(key)) {
        missing.add(key);
      }
    }
    if (!missing.isEmpty()) {
      throw new ModelException(
          "the metadata has no "
              + String.join(", ", missing)
              + "; 'twinstream train' writes it, 'twinstream model stamp' adds it to other files");
    }
    return new ModelCard(
        metadata.get(NAME),
        metadata.get(VERSION),
        metadata.get(SERVICE),
        features(metadata.get(FEATURES)),
        metadata.get(FINGERPRINT),
        threshold(metadata.get(THRESHOLD)),
        Optional.ofNullable(metadata.get(POSITIVE_CLASS)));
  }

  /** Returns the card as {@code metadata_props}, which {@link #of} reads. */
  public Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(NAME, name);
    metadata.put(VERSION, version);
    metadata.put(SERVICE, service);
    metadata.put(FEATURES, json(features));
    metadata.put(FINGERPRINT, fingerprint);
    threshold.ifPresent(value -> metadata.put(THRESHOLD, Double.toString(value)));
    positiveClass.ifPresent(value -> metadata.put(POSITIVE_CLASS, value));
    return metadata;
  }

  /** Returns {@code name@version}. */
  public String id() {
    return name + "@" + version;
  }

  private static OptionalDouble threshold(String text) {
    if (text == null) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new ModelException(THRESHOLD + " must be a number, is '" + text + "'", e);
    }
  }

  private static List<String> features(String text) {
    List<String> features = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new ModelException(FEATURES + " must be a JSON array, is '" + text + "'");
      }
      for (String feature = json.nextTextValue(); feature != null; feature = json.nextTextValue()) {
        features.add(feature);
      }
      if (json.currentToken() != JsonToken.END_ARRAY) {
        throw new ModelException(FEATURES + " must be a JSON array of texts, is '" + text + "'");
      }
    } catch (IOException e) {
      throw new ModelException(FEATURES + " is not JSON: '" + text + "'", e);
    }
    return features;
  }

  private static String json(List<String> texts) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      for (String text : texts) {
        json.writeString(text);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // A writer in memory does not fail.
    }
    return out.toString();
  }
}
