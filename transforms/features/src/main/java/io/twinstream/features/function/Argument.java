package io.twinstream.features.function;

import io.twinstream.features.definition.Arguments;
import io.twinstream.features.text.Durations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of a function, as definitions set it beside {@code function} and {@code field}.
 *
 * @param name the key in definitions
 * @param kind what values it takes
 * @param otherwise the value if a definition sets none; empty if it must set one, unless optional
 * @param optional whether it may be left out although it has no default
 * @param least the least number; for numbers only
 * @param greatest the greatest number; for numbers only
 * @param accepts the fields that it may name; for {@link Kind#FIELD} only
 * @param choices the words to choose from; for {@link Kind#CHOICE} only
 * @param meaning one sentence without a final stop
 */
public record Argument(
    String name,
    Kind kind,
    Optional<Object> otherwise,
    boolean optional,
    BigDecimal least,
    BigDecimal greatest,
    Accepts accepts,
    List<String> choices,
    String meaning) {

  /** What the values of an argument are, and how {@link Arguments} holds them. */
  public enum Kind {
    /** A whole number, held as a {@code Long}. */
    INTEGER,
    /** A decimal number, held as text without an exponent or trailing zeros. */
    DECIMAL,
    /** A list of decimal numbers, each held as text. */
    DECIMALS,
    /** A positive length of time, held as text such as {@code 90s}. */
    DURATION,
    /** {@code true} or {@code false}, held as a {@code Boolean}. */
    FLAG,
    /** One of some words, held as text. */
    CHOICE,
    /** A list of texts. */
    TEXTS,
    /** The name of a field of the source, held as text. */
    FIELD
  }

  private static final BigDecimal ZERO = BigDecimal.ZERO;

  private static Argument of(String name, Kind kind, Object otherwise, String meaning) {
    return new Argument(
        name,
        kind,
        Optional.ofNullable(otherwise),
        false,
        ZERO,
        ZERO,
        Accepts.ANY,
        List.of(),
        meaning);
  }

  private Argument within(BigDecimal from, BigDecimal to) {
    return new Argument(name, kind, otherwise, optional, from, to, accepts, choices, meaning);
  }

  /** A whole number with a default; null if a definition must set it. */
  public static Argument integer(
      String name, Integer otherwise, int least, int greatest, String meaning) {
    Long value = otherwise == null ? null : Long.valueOf(otherwise);
    return of(name, Kind.INTEGER, value, meaning)
        .within(BigDecimal.valueOf(least), BigDecimal.valueOf(greatest));
  }

  /** A decimal number with a default; null if a definition must set it. */
  public static Argument decimal(
      String name, String otherwise, String least, String greatest, String meaning) {
    return of(name, Kind.DECIMAL, otherwise, meaning)
        .within(new BigDecimal(least), new BigDecimal(greatest));
  }

  /** A list of decimal numbers that a definition must set. */
  public static Argument decimals(String name, String meaning) {
    return of(name, Kind.DECIMALS, null, meaning);
  }

  /** A length of time that a definition must set. */
  public static Argument duration(String name, String meaning) {
    return of(name, Kind.DURATION, null, meaning);
  }

  /** A flag; left out means false. */
  public static Argument flag(String name, String meaning) {
    return of(name, Kind.FLAG, null, meaning).orNone();
  }

  /** One of some words; the first is the default. */
  public static Argument choice(String name, List<String> choices, String meaning) {
    Argument of = of(name, Kind.CHOICE, choices.get(0), meaning);
    return new Argument(
        name, of.kind, of.otherwise, false, ZERO, ZERO, Accepts.ANY, List.copyOf(choices), meaning);
  }

  /** A list of texts that a definition must set. */
  public static Argument texts(String name, String meaning) {
    return of(name, Kind.TEXTS, null, meaning);
  }

  /** The name of another field, which a definition must set. */
  public static Argument field(String name, Accepts accepts, String meaning) {
    return new Argument(
        name, Kind.FIELD, Optional.empty(), false, ZERO, ZERO, accepts, List.of(), meaning);
  }

  /** Returns this argument, which may be left out. */
  public Argument orNone() {
    return new Argument(name, kind, otherwise, true, least, greatest, accepts, choices, meaning);
  }

  /** Reports whether a definition must set it. */
  public boolean isRequired() {
    return otherwise.isEmpty() && !optional;
  }

  /** Reports whether its value is a list. */
  public boolean isList() {
    return kind == Kind.DECIMALS || kind == Kind.TEXTS;
  }

  /**
   * Parses one text of a value; empty if it is not valid. The parts of lists are parsed one by one.
   */
  public Optional<Object> parse(String text) {
    return switch (kind) {
      case INTEGER ->
          number(text).filter(n -> text.matches("-?\\d{1,9}")).map(BigDecimal::longValue);
      case DECIMAL -> number(text).map(Argument::shortest);
      case DECIMALS -> decimal(text).map(Argument::shortest);
      case DURATION ->
          Durations.parse(text).filter(length -> !length.isZero()).map(Durations::format);
      case FLAG ->
          text.equals("true") || text.equals("false")
              ? Optional.of(Boolean.valueOf(text))
              : Optional.empty();
      case CHOICE -> Optional.<Object>of(text).filter(choices::contains);
      case TEXTS, FIELD -> Optional.of(text);
    };
  }

  private Optional<BigDecimal> number(String text) {
    return decimal(text).filter(n -> n.compareTo(least) >= 0 && n.compareTo(greatest) <= 0);
  }

  private static Optional<BigDecimal> decimal(String text) {
    return text.matches("-?\\d{1,18}(\\.\\d{1,18})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static Object shortest(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** Says which values are valid, such as {@code a whole number from 1 to 65536}. */
  public String valid() {
    return switch (kind) {
      case INTEGER -> "a whole number from " + least + " to " + greatest;
      case DECIMAL -> "a number from " + least + " to " + greatest;
      case DECIMALS -> "a list of numbers such as [1, 2.5]";
      case DURATION -> "a duration such as 30m";
      case FLAG -> "true or false";
      case CHOICE -> "one of " + String.join(", ", choices);
      case TEXTS -> "a list of texts such as [a, b]";
      case FIELD -> "the name of a field";
    };
  }
}
