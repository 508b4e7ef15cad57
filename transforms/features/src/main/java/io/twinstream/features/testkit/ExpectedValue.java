package io.twinstream.features.testkit;

import io.twinstream.features.text.Place;
import io.twinstream.features.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The expected value of one feature, or a part of it.
 *
 * @param text of a scalar
 * @param items of a list; null for anything else
 * @param entries of a mapping; null for anything else
 */
record ExpectedValue(
    Place place,
    String text,
    boolean quoted,
    List<ExpectedValue> items,
    Map<String, ExpectedValue> entries) {

  static ExpectedValue of(YamlNode value) {
    if (value.isMapping()) {
      Map<String, ExpectedValue> entries = new LinkedHashMap<>();
      value.entries("a value").forEach((key, entry) -> entries.put(key, of(entry)));
      return new ExpectedValue(value.place(), "", false, null, entries);
    } else if (!value.isText()) {
      List<ExpectedValue> items = value.items().stream().map(ExpectedValue::of).toList();
      return new ExpectedValue(value.place(), "", false, items, null);
    }
    return new ExpectedValue(value.place(), value.text(), value.isQuoted(), null, null);
  }

  /**
   * Reports whether a value of {@link Scenario#features} is the expected one. Of a map, {@code
   * other} and {@code exact} may be left out if nothing was folded.
   */
  boolean equal(Object found) {
    if (items != null) {
      return found instanceof List<?> list && equalItems(list);
    } else if (entries != null) {
      return found instanceof Map<?, ?> map && equalEntries(map);
    }
    try {
      if (found == null) {
        return !quoted && text.equals("null");
      } else if (found instanceof Double number) {
        return !quoted && Double.parseDouble(text) == number;
      } else if (found instanceof Instant instant) {
        return Instant.parse(text).equals(instant);
      }
      return text.equals(found.toString());
    } catch (NumberFormatException | DateTimeException e) {
      return false;
    }
  }

  private boolean equalItems(List<?> found) {
    if (items.size() != found.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!items.get(i).equal(found.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean equalEntries(Map<?, ?> found) {
    return found.keySet().containsAll(entries.keySet())
        && found.entrySet().stream()
            .allMatch(entry -> equalEntry(entry.getKey(), entry.getValue()));
  }

  private boolean equalEntry(Object key, Object value) {
    ExpectedValue expected = entries.get(key);
    if (expected != null) {
      return expected.equal(value);
    }
    return key.equals("other") && value == null || key.equals("exact") && value.equals(true);
  }

  @Override
  public String toString() {
    return items != null ? items.toString() : entries != null ? entries.toString() : text;
  }
}
