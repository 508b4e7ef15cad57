package io.twinstream.features.expression.function;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All functions of expressions. To add one, add its entry to the list of its group: {@link
 * MathFunctions}, {@link ScaleFunctions}, {@link PlaceFunctions}, {@link TimeFunctions}, {@link
 * TextFunctions}, {@link ListFunctions} or {@link ChoiceFunctions}.
 */
public final class Functions {
  private static final Map<String, FunctionEntry> BY_NAME =
      Stream.of(
              MathFunctions.all(),
              ScaleFunctions.all(),
              ChoiceFunctions.all(),
              PlaceFunctions.all(),
              TimeFunctions.all(),
              TextFunctions.all(),
              ListFunctions.all(),
              CelFunctions.all())
          .flatMap(group -> group)
          .collect(
              Collectors.toMap(
                  FunctionEntry::name,
                  Function.identity(),
                  (a, b) -> {
                    throw new IllegalStateException("two entries of " + a.name());
                  },
                  LinkedHashMap::new));

  private static final Map<String, Overload> BY_ID =
      overloads().collect(Collectors.toMap(Overload::id, Function.identity()));

  private static final List<CelFunctionDecl> DECLARATIONS =
      BY_NAME.values().stream().flatMap(entry -> declaration(entry).stream()).toList();

  private Functions() {}

  /** Returns the functions, by group. */
  public static List<FunctionEntry> all() {
    return List.copyOf(BY_NAME.values());
  }

  /** Returns the names of the functions. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  public static Optional<FunctionEntry> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Returns the overload with this name in checked expressions, if it is one of these. */
  public static Optional<Overload> overload(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  public static Stream<Overload> overloads() {
    return BY_NAME.values().stream().flatMap(entry -> entry.overloads().stream());
  }

  /** Returns the declarations of those that CEL does not have. */
  public static List<CelFunctionDecl> declarations() {
    return DECLARATIONS;
  }

  private static Optional<CelFunctionDecl> declaration(FunctionEntry entry) {
    List<CelOverloadDecl> declared =
        entry.overloads().stream().flatMap(overload -> overload.declaration().stream()).toList();
    return declared.isEmpty()
        ? Optional.empty()
        : Optional.of(CelFunctionDecl.newFunctionDeclaration(entry.name(), declared));
  }
}
