package io.twinstream.features.yaml;

import io.twinstream.features.text.Durations;
import io.twinstream.features.text.Instants;
import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML node with its place. Reading a node of the wrong form adds a problem and returns a
 * harmless default, so that reading continues and finds all problems.
 */
public final class YamlNode {
  /** As many names as a problem lists. */
  private static final int FEW = 10;

  private final String file;
  private final Node node;
  private final Problems problems;
  private final Place place;
  private final Map<String, YamlNode> entries = new LinkedHashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> misspelt = new HashSet<>();

  /** Reads a file; if it has no content, adds a problem and returns empty. */
  public static Optional<YamlNode> read(Path file, Problems problems) {
    return YamlFile.compose(file, problems)
        .map(node -> new YamlNode(file.toString(), node, problems));
  }

  /** Parses the text of a file; if it has no content, adds a problem and returns empty. */
  public static Optional<YamlNode> read(String file, String text, Problems problems) {
    return YamlFile.compose(file, text, problems).map(node -> new YamlNode(file, node, problems));
  }

  YamlNode(String file, Node node, Problems problems) {
    this(file, node, problems, new Place(file, node.getStartMark().getLine() + 1));
  }

  private YamlNode(String file, Node node, Problems problems, Place place) {
    this.file = file;
    this.node = node;
    this.problems = problems;
    this.place = place;
    if (node instanceof MappingNode mapping) {
      mapping.getValue().forEach(this::index);
    }
  }

  private void index(NodeTuple tuple) {
    Place place = new Place(file, tuple.getKeyNode().getStartMark().getLine() + 1);
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(place, "a key must be text", "");
    } else if (places.putIfAbsent(key.getValue(), place) != null) {
      problems.add(
          place,
          "'" + key.getValue() + "' is written twice here",
          "first on line " + places.get(key.getValue()).line());
    } else {
      Node value = tuple.getValueNode();
      // The place of a mapping is that of its key, where a reader looks for it.
      entries.put(
          key.getValue(),
          value instanceof MappingNode
              ? new YamlNode(file, value, problems, place)
              : new YamlNode(file, value, problems));
    }
  }

  public Place place() {
    return place;
  }

  /** Returns the place of each key. */
  public Map<String, Place> places() {
    return places;
  }

  public Place placeOf(String key) {
    return places.getOrDefault(key, place());
  }

  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  public boolean isText() {
    return node instanceof ScalarNode;
  }

  /** Reports whether it is text in quotes, which is taken literally. */
  public boolean isQuoted() {
    return node instanceof ScalarNode scalar && !scalar.isPlain();
  }

  public void problem(String what, String hint) {
    problems.add(place(), what, hint);
  }

  public void problem(String key, String what, String hint) {
    problems.add(placeOf(key), what, hint);
  }

  /**
   * Returns the entries of a mapping in order. An absent node has none; any other node is a
   * problem.
   */
  public Map<String, YamlNode> entries(String what) {
    if (!isMapping() && !isNothing()) {
      problem(what + " must be a mapping", "write 'name: ...' lines, indented");
    }
    return entries;
  }

  private boolean isNothing() {
    return node instanceof ScalarNode scalar && scalar.getValue().isEmpty() && scalar.isPlain();
  }

  /** Adds a problem for each key that is not one of these. */
  public void allow(String what, String... keys) {
    for (String key : entries(what).keySet()) {
      if (!Arrays.asList(keys).contains(key)) {
        String meant = Synonyms.meant(key, Arrays.asList(keys));
        problem(
            key,
            "unknown key '" + key + "' in " + what,
            "did you mean " + meant + "? known: " + String.join(", ", keys));
        misspelt.add(meant);
      }
    }
  }

  public Optional<YamlNode> get(String key) {
    return Optional.ofNullable(entries.get(key)).filter(part -> !part.isNothing());
  }

  /** Returns the items of a list; a single item needs no brackets. */
  public List<YamlNode> items() {
    if (!(node instanceof SequenceNode sequence)) {
      return isNothing() ? List.of() : List.of(this);
    }
    List<YamlNode> items = new ArrayList<>();
    sequence.getValue().forEach(item -> items.add(new YamlNode(file, item, problems)));
    return items;
  }

  public String text() {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    problem("expected text, found a " + (isMapping() ? "mapping" : "list"), "");
    return "";
  }

  public String text(String key, String otherwise) {
    return get(key).map(YamlNode::text).orElse(otherwise);
  }

  /** Adds the problem that a required key is missing. */
  public void need(String key, String what, String hint) {
    boolean readable = isMapping() || isNothing();
    if (readable && get(key).isEmpty() && !misspelt.contains(key)) {
      problem(what + " has no '" + key + "'", hint);
    }
  }

  /** Returns the text of a required key. */
  public String needText(String key, String what, String hint) {
    need(key, what, hint);
    return text(key, "");
  }

  public List<String> texts(String key) {
    return get(key)
        .map(part -> part.items().stream().map(YamlNode::text).toList())
        .orElse(List.of());
  }

  public Duration duration(Duration otherwise) {
    Optional<Duration> parsed = Durations.parse(text());
    if (parsed.isEmpty()) {
      problem("'" + text() + "' is not a duration", Durations.HINT);
    }
    return parsed.orElse(otherwise);
  }

  public Duration duration(String key, Duration otherwise) {
    return get(key).map(part -> part.duration(otherwise)).orElse(otherwise);
  }

  /** Returns this text as an instant; a date is its beginning in UTC. */
  public Optional<Instant> instant() {
    Optional<Instant> parsed = Instants.parse(text());
    if (parsed.isEmpty()) {
      problem("'" + text() + "' is not an instant", "write " + Instants.HINT);
    }
    return parsed;
  }

  public boolean bool(String key, boolean otherwise) {
    String text = text(key, Boolean.toString(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      problem(key, key + " must be true or false, not '" + text + "'", "");
    }
    return text.equals("true");
  }

  public int integer(String key, int otherwise, int least, int greatest) {
    String text = text(key, Integer.toString(otherwise));
    if (text.matches("\\d{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= greatest) {
        return value;
      }
    }
    problem(key, key + " must be a whole number from " + least + " to " + greatest, "not " + text);
    return otherwise;
  }

  /** Returns the enum constant whose lower-case name is this text. */
  public <E extends Enum<E>> Optional<E> constant(String what, Class<E> type) {
    List<String> known =
        Arrays.stream(type.getEnumConstants()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    return oneOf(what, known).map(name -> type.getEnumConstants()[known.indexOf(name)]);
  }

  /** Returns this text if it is one of some names. */
  public Optional<String> oneOf(String what, Collection<String> known) {
    if (known.contains(text())) {
      return Optional.of(text());
    }
    problem(
        "no " + what + " '" + text() + "'",
        "did you mean "
            + Synonyms.meant(text(), known)
            + "?"
            + (known.size() <= FEW ? " known: " + String.join(", ", known) : ""));
    return Optional.empty();
  }
}
