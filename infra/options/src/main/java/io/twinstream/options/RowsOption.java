package io.twinstream.options;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.text.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which events a row sees. */
public final class RowsOption {
  @Option(
      names = "--rows",
      paramLabel = "exclusive|inclusive|self",
      converter = Converter.class,
      description =
          "Which events a row sees: those known before it (exclusive), those and the others"
              + " of the same instant (inclusive), or those before it and its own event (self)."
              + " Default: exclusive; for features as-of: inclusive.")
  public Visibility visibility;

  /**
   * @param byDefault the value if the user does not give the option
   */
  public RowsOption(Visibility byDefault) {
    this.visibility = byDefault;
  }

  /** Reads {@code exclusive}, {@code inclusive} and {@code self}. */
  static final class Converter implements ITypeConverter<Visibility> {
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
}
