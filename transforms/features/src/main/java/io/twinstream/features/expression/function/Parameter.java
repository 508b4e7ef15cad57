package io.twinstream.features.expression.function;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.definition.HolidayCalendar;
import io.twinstream.features.text.Names;
import io.twinstream.features.time.Zone;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A parameter of a function. */
public record Parameter(String name, Kind kind) {
  private static final double MAX_COUNT = 1L << 53;

  /** What a parameter accepts. */
  public enum Kind {
    NUMBER(SimpleType.DOUBLE),
    TEXT(SimpleType.STRING),
    FLAG(SimpleType.BOOL),
    TIMESTAMP(SimpleType.TIMESTAMP),
    NUMBERS(ListType.create(SimpleType.DOUBLE)),
    TEXTS(ListType.create(SimpleType.STRING)),

    /** The name of a time zone. A literal is resolved at load, other text in every row. */
    ZONE(SimpleType.STRING),

    /** A literal regular expression in RE2 syntax. */
    PATTERN(SimpleType.STRING),

    /** The literal name of a holiday calendar of the project. */
    CALENDAR(SimpleType.STRING),

    /** A literal list of ascending numbers. */
    BOUNDS(ListType.create(SimpleType.DOUBLE)),

    /** A literal list of distinct text. */
    VALUES(ListType.create(SimpleType.STRING)),

    /** A literal positive integer, at most 2^53. */
    COUNT(SimpleType.DOUBLE),

    /** A literal hour of the day, from 0 to 24. */
    HOUR(SimpleType.DOUBLE);

    private final CelType type;

    Kind(CelType type) {
      this.type = type;
    }

    public CelType type() {
      return type;
    }

    /** Reports whether the argument must be a literal. */
    public boolean needsLiteral() {
      return switch (this) {
        case PATTERN, CALENDAR, BOUNDS, VALUES, COUNT, HOUR -> true;
        default -> false;
      };
    }

    /** Reports whether a literal argument is resolved when the expression is compiled. */
    public boolean resolvesLiterals() {
      return needsLiteral() || this == ZONE;
    }

    private boolean accepts(Object literal) {
      return type.equals(SimpleType.STRING)
          ? literal instanceof String
          : type.equals(SimpleType.DOUBLE)
              ? literal instanceof Double
              : literal instanceof List<?> list
                  && list.stream().allMatch(each -> (each instanceof String) == (this == VALUES));
    }

    /** Reports whether it is a list, whose elements may be expressions. */
    public boolean isList() {
      return this == NUMBERS || this == TEXTS;
    }

    /** Returns what it accepts, in the words of definitions. */
    public String words() {
      return switch (this) {
        case NUMBER -> "number";
        case TEXT -> "text";
        case FLAG -> "true or false";
        case TIMESTAMP -> "timestamp";
        case NUMBERS -> "list of numbers";
        case TEXTS -> "list of text";
        case ZONE -> "time zone";
        case PATTERN -> "pattern";
        case CALENDAR -> "calendar";
        case BOUNDS -> "list of numbers";
        case VALUES -> "list of text";
        case COUNT -> "positive integer";
        case HOUR -> "hour";
      };
    }

    /** Returns an example of a literal. */
    public String example() {
      return switch (this) {
        case PATTERN -> "a pattern in quotes, such as '^a+$'";
        case CALENDAR -> "the name of a calendar in quotes";
        case BOUNDS -> "a list like [10, 100, 1000]";
        case VALUES -> "a list like ['web', 'app']";
        case COUNT -> "a positive integer, such as 100";
        case HOUR -> "an hour, such as 22";
        default -> throw new IllegalStateException(this + " need not be a literal");
      };
    }
  }

  /** Reports whether a literal, as in {@link Literals}, has the type of this parameter. */
  public boolean accepts(Object literal) {
    return kind.accepts(literal);
  }

  /**
   * Returns what the compiled form reads: the rules of a zone, a pattern, a calendar, an array of
   * bounds, the index of each value, or a number.
   *
   * @param literal text, a number, a list of numbers or a list of text
   * @param calendars the calendars of the project
   * @throws WrongArgument if the function does not accept it
   */
  public Object resolve(Object literal, Map<String, HolidayCalendar> calendars) {
    return switch (kind) {
      case ZONE ->
          Zone.find((String) literal)
              .orElseThrow(
                  () ->
                      new WrongArgument(
                          "no time zone '" + literal + "'", Zone.didYouMean((String) literal)));
      case PATTERN -> pattern((String) literal);
      case CALENDAR -> calendar((String) literal, calendars);
      case BOUNDS -> bounds((List<?>) literal);
      case VALUES -> values((List<?>) literal);
      case COUNT ->
          check(
              literal,
              (Double) literal >= 1 && (Double) literal <= MAX_COUNT && isWhole((Double) literal),
              "a positive integer");
      case HOUR ->
          check(literal, (Double) literal >= 0 && (Double) literal <= 24, "an hour from 0 to 24");
      default -> throw new IllegalStateException(kind + " is not a literal");
    };
  }

  /** Returns the problem of a list with elements of another type. */
  public WrongArgument mixed() {
    return new WrongArgument(
        name + " is not a " + kind.words(), "write a list whose elements have one type");
  }

  private static boolean isWhole(double number) {
    return number == StrictMath.rint(number);
  }

  private Object check(Object literal, boolean valid, String needed) {
    if (!valid) {
      throw new WrongArgument(name + " is not " + needed, "write a literal, " + needed);
    }
    return literal;
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new WrongArgument(
          "'" + text + "' is not a regular expression: " + e.getDescription(),
          "write it in RE2 syntax, without lookahead and back-references");
    }
  }

  private static HolidayCalendar calendar(String name, Map<String, HolidayCalendar> calendars) {
    HolidayCalendar found = calendars.get(name);
    if (found == null) {
      throw new WrongArgument(
          "no calendar '" + name + "'",
          calendars.isEmpty()
              ? "define it under calendars:"
              : Names.didYouMean(name, calendars.keySet()));
    }
    return found;
  }

  private Map<String, Integer> values(List<?> literal) {
    Map<String, Integer> index = new HashMap<>();
    for (Object value : literal) {
      if (index.put((String) value, index.size()) != null) {
        throw new WrongArgument(
            name + " has '" + value + "' more than once", "leave out all but one");
      }
    }
    if (index.isEmpty()) {
      throw new WrongArgument(name + " has no value", "write a list like ['web', 'app']");
    }
    return index;
  }

  private double[] bounds(List<?> literal) {
    double[] bounds = literal.stream().mapToDouble(bound -> (Double) bound).toArray();
    boolean ascending = bounds.length > 0;
    for (int i = 1; i < bounds.length; i++) {
      ascending &= bounds[i - 1] < bounds[i];
    }
    if (!ascending) {
      throw new WrongArgument(
          name + " is not a list of ascending numbers", "write one like [10, 100, 1000]");
    }
    return bounds;
  }
}
