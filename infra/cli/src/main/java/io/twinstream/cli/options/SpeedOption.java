package io.twinstream.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How fast history is sent, compared with how fast it became known. */
public final class SpeedOption {
  /** As fast as possible. */
  public static final double MAX = 0;

  @Option(
      names = "--speed",
      paramLabel = "N|max",
      defaultValue = "max",
      converter = Converter.class,
      description =
          "How many times as fast as the records became known, such as 1 or 60; max for as fast as"
              + " possible (default: ${DEFAULT-VALUE}).")
  public double times;

  /** Reads a speed. */
  static final class Converter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      if (text.equals("max")) {
        return MAX;
      }
      try {
        double times = Double.parseDouble(text);
        if (times > 0 && Double.isFinite(times)) {
          return times;
        }
      } catch (NumberFormatException e) {
        throw wrong(text, e);
      }
      throw wrong(text, null);
    }

    private static TypeConversionException wrong(String text, Exception cause) {
      TypeConversionException wrong =
          new TypeConversionException(
              "'" + text + "' is not a speed; write a number above 0, such as 60, or max");
      wrong.initCause(cause);
      return wrong;
    }
  }
}
