package io.twinstream.features.definition;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The text of a schema, as a file or a registry has it.
 *
 * @param name the name of its file in the folder {@code schemas}, or its id in a registry
 * @param text the text
 * @param imports the texts that it refers to, by the names that it uses for them; one that another
 *     refers to comes first
 */
public record SchemaText(String name, String text, Map<String, String> imports)
    implements Serializable {
  public SchemaText {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(text, "text");
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
  }
}
