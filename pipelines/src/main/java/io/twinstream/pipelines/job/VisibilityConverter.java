package io.twinstream.pipelines.job;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code exclusive}, {@code inclusive} and {@code self}. */
public final class VisibilityConverter implements ITypeConverter<Visibility> {
  @Override
  public Visibility convert(String text) {
    List<String> names = new ArrayList<>();
    for (Visibility visibility : Visibility.values()) {
      String name = visibility.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return visibility;
      }
      names.add(name);
    }
    throw new TypeConversionException(Names.unknown("kind of rows", text, names));
  }
}
