package io.twinstream.features.load;

import io.twinstream.features.definition.RecordFormat.Kind;
import io.twinstream.features.definition.SchemaText;
import io.twinstream.features.files.FileTree;
import io.twinstream.features.text.Names;
import io.twinstream.features.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the folder {@code schemas} of definitions, by their names there. */
final class SchemaFiles {
  /** The folder, beside the YAML files. */
  static final String FOLDER = "schemas";

  private static final int MAX_DEPTH = 16;
  private static final Pattern SCHEMA = Pattern.compile(".+\\.(avsc|proto)");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^\\s*import\\s+(?:public\\s+|weak\\s+)?[\"']([^\"']+)[\"']\\s*;");

  private final Map<String, String> texts;

  SchemaFiles(Map<String, String> texts) {
    this.texts = new TreeMap<>(texts);
  }

  /** Reads the files beside definitions. */
  static Map<String, String> read(Path fileOrDirectory) {
    Path beside = Files.isDirectory(fileOrDirectory) ? fileOrDirectory : parent(fileOrDirectory);
    Path folder = beside.resolve(FOLDER);
    Map<String, String> texts = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return texts;
    }
    try {
      for (Path file : FileTree.files(folder, MAX_DEPTH)) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (SCHEMA.matcher(name).matches()) {
          texts.put(name, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the schemas in " + folder, e);
    }
    return texts;
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  /** Returns a file with those that it imports; adds a problem if there is no such file. */
  Optional<SchemaText> find(YamlNode name, Kind kind) {
    String ending = kind == Kind.AVRO ? ".avsc" : ".proto";
    List<String> usable = texts.keySet().stream().filter(each -> each.endsWith(ending)).toList();
    String text = texts.get(name.text());
    if (text == null || !usable.contains(name.text())) {
      name.problem(
          "no file '%s' in the folder %s".formatted(name.text(), FOLDER),
          usable.isEmpty()
              ? "there is no %s file in it; add the schema".formatted(ending)
              : Names.didYouMean(name.text(), usable));
      return Optional.empty();
    }
    return Optional.of(new SchemaText(name.text(), text, imports(text)));
  }

  /** Returns the files that a Protobuf file imports, directly or not. */
  private Map<String, String> imports(String text) {
    Map<String, String> found = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(text));
    while (!open.isEmpty()) {
      Matcher each = IMPORT.matcher(open.pop());
      while (each.find()) {
        String imported = texts.get(each.group(1));
        if (imported != null && found.put(each.group(1), imported) == null) {
          open.push(imported);
        }
      }
    }
    return found;
  }
}
