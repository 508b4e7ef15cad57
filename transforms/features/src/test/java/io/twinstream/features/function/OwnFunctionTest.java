package io.twinstream.features.function;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests functions of users: compiled into a folder, and read by a JVM that has it. */
@Tag("slow")
final class OwnFunctionTest {
  private static final String SPREAD =
      """
      package acme;

      import io.twinstream.features.aggregate.column.Exact;
      import io.twinstream.features.aggregate.column.MinMax;
      import io.twinstream.features.aggregate.column.ValueCount;
      import io.twinstream.features.definition.Field;
      import io.twinstream.features.function.*;
      import io.twinstream.features.row.FeatureType;
      import java.math.BigDecimal;
      import java.math.BigInteger;

      /** The greatest value minus the least. */
      public final class Spread extends Function {
        public Spread() {
          super("acme.spread");
        }

        @Override
        public Accepts accepts() {
          return Accepts.EXACT;
        }

        @Override
        public FeatureType type(Call call) {
          return FeatureType.DOUBLE;
        }

        @Override
        public Formula plan(Call call, Columns columns) {
          Field field = call.field();
          ValueCount values = columns.values(field);
          MinMax least = columns.extreme(field, false);
          MinMax greatest = columns.extreme(field, true);
          return (row, asOf, out, i) -> {
            if (row.get(values.cell) > 0) {
              BigInteger spread =
                  BigInteger.valueOf(greatest.bits(row)).subtract(BigInteger.valueOf(least.bits(row)));
              out.setDouble(i, Exact.ratio(spread, 1, field.type().scale()));
            }
          };
        }

        @Override
        public Object naive(Sample sample) {
          return sample.numbers().stream()
              .max(BigDecimal::compareTo)
              .map(max -> max.subtract(sample.numbers().stream().min(BigDecimal::compareTo).get()))
              .map(BigDecimal::doubleValue)
              .orElse(null);
        }

        @Override
        public Card card() {
          return new Card(
              "the greatest value minus the least",
              "null",
              "exact",
              new Card.Example(
                  "function: acme.spread, field: amount", "1 a true, 2.5 a true", "1.5"));
        }
      }
      """;
  private static final String MAIN =
      """
      package acme;

      import io.twinstream.features.definition.Project;
      import io.twinstream.features.function.library.Functions;
      import io.twinstream.features.laws.FunctionLaws;
      import io.twinstream.features.load.Definitions;
      import java.util.Map;

      public final class Main {
        public static void main(String[] args) {
          Project project = Definitions.parse(Map.of("own.yaml", args[0]));
          System.out.println(project.view("orders@1").aggregations().get(0).function());
          FunctionLaws.check(Functions.of("acme.spread"), 300);
          System.out.println("lawful");
        }
      }
      """;
  private static final String DEFINITIONS =
      """
      project: own
      sources:
        orders:
          topic: orders
          event_time: at
          fields: {buyer: string, amount: decimal(2), at: timestamp}
      entities: {buyer: {key: buyer}}
      views:
        orders@1:
          entity: buyer
          source: orders
          aggregations: [{name: spread, function: acme.spread, field: amount, windows: 1d}]
      """;

  @TempDir Path folder;

  @Test
  void areUsedAndObeyTheLaws() throws Exception {
    assertThat(run(SPREAD), is("acme.spread\nlawful\n"));
  }

  @Test
  void aWrongValueIsFound() throws Exception {
    String wrong = SPREAD.replace("row.get(values.cell) > 0", "row.get(values.cell) > 1");
    assertThat(run(wrong), containsString("AssertionError: the value as of"));
  }

  @Test
  void aNameWithoutPrefixIsRefused() throws Exception {
    assertThat(
        run(SPREAD.replace("\"acme.spread\"", "\"spread\"")),
        containsString(
            "the function 'spread' of acme.Spread needs a name with a prefix, such as acme.spread"));
  }

  /** Compiles a function, and returns what a JVM prints that uses it. */
  private String run(String function) throws Exception {
    Path acme = Files.createDirectories(folder.resolve("acme"));
    Path spread = Files.writeString(acme.resolve("Spread.java"), function);
    Path main = Files.writeString(acme.resolve("Main.java"), MAIN);
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Function.class.getName()), "acme.Spread\n");
    String path = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", path, spread.toString(), main.toString());
    assertThat(compiled, is(0));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    path + ":" + folder,
                    "acme.Main",
                    DEFINITIONS))
            .redirectErrorStream(true)
            .start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS), is(true));
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
