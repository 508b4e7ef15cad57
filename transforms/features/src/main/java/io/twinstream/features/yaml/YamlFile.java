package io.twinstream.features.yaml;

import io.twinstream.features.text.Place;
import io.twinstream.features.text.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Parses YAML into nodes with line numbers. It never creates objects of types that the file names.
 */
final class YamlFile {
  private YamlFile() {}

  /** Returns the content of a file; if it has none, adds a problem and returns empty. */
  static Optional<Node> compose(Path file, Problems problems) {
    Place top = new Place(file.toString(), 1);
    try {
      return compose(file.toString(), Files.readString(file), problems);
    } catch (CharacterCodingException e) {
      problems.add(top, "the file is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      problems.add(top, "cannot be read: " + e, "");
    }
    return Optional.empty();
  }

  /** Parses text that has been read already. */
  static Optional<Node> compose(String file, String text, Problems problems) {
    Place top = new Place(file, 1);
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (node == null) {
        problems.add(top, "the file is empty", "");
      }
      return Optional.ofNullable(node);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(new Place(file, line), "not YAML: " + e.getProblem(), "");
    } catch (YAMLException e) {
      problems.add(top, "not YAML: " + e.getMessage(), "");
    }
    return Optional.empty();
  }
}
