package io.twinstream.features.function.library;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.View;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Function;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.ArrayValue;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.row.MapValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Executes the examples that the catalogue shows. */
class CardsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Collection<Function> all() {
    return Functions.all();
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>(Functions.ids());
    assertThat(Functions.all(), hasSize(names.size()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void examplesHaveTheValuesThatTheyShow(Function function) throws IOException {
    Card.Example example = function.card().example();
    Project project = Definitions.parse(Map.of("shop.yaml", Examples.definitions(function)));
    View view = project.view("example@1");
    assertThat(view.aggregations().get(0).function(), is(function.id()));
    CompiledView compiled = CompiledView.of(project, view);
    EntityState state = compiled.empty();
    long minute = 0;
    for (String payment : example.payments().split(",")) {
      state = compiled.add(state, event(project, payment.strip().split(" "), minute++));
    }
    Object value = compiled.evaluate(state, state.newest()).plain(0);
    assertThat(json(value), is(JSON.readTree(example.value()).toString()));
  }

  private static String json(Object value) throws JsonProcessingException {
    boolean isJson = value instanceof ArrayValue || value instanceof MapValue;
    String text = isJson ? value.toString() : JSON.writeValueAsString(value);
    return JSON.readTree(text).toString();
  }

  private static Event event(Project project, String[] payment, long minute) {
    Schema schema = project.source("payments").schema();
    long ts = minute * 60_000;
    long[] bits = new long[schema.size()];
    String[] texts = new String[schema.size()];
    boolean[] present = new boolean[schema.size()];
    texts[schema.slot("card")] = "c1";
    present[schema.slot("card")] = true;
    bits[schema.slot("time")] = ts;
    present[schema.slot("time")] = true;
    if (!payment[0].equals("-")) {
      bits[schema.slot("amount")] = new BigDecimal(payment[0]).movePointRight(2).longValueExact();
      present[schema.slot("amount")] = true;
    }
    if (!payment[1].equals("-")) {
      texts[schema.slot("merchant")] = payment[1];
      present[schema.slot("merchant")] = true;
    }
    if (!payment[2].equals("-")) {
      bits[schema.slot("approved")] = Boolean.parseBoolean(payment[2]) ? 1 : 0;
      present[schema.slot("approved")] = true;
    }
    Object[] objects = new Object[schema.size()];
    if (payment.length > 3) {
      List<Long> elements =
          Stream.of(payment[3].split(";"))
              .map(element -> new BigDecimal(element).movePointRight(2).longValueExact())
              .toList();
      objects[schema.slot("vector")] = ArrayValue.of(FeatureType.LONG, elements);
      present[schema.slot("vector")] = true;
    }
    Position position = new Position("payments", 0, minute);
    return new Event(position, ts, ts, "e" + minute, minute, bits, texts, objects, present);
  }

  @ParameterizedTest
  @MethodSource("all")
  void cardsAreClauses(Function function) {
    Card card = function.card();
    assertThat(card.meaning().isBlank(), is(false));
    assertThat(card.meaning(), not(endsWith(".")));
    assertThat(card.empty().isBlank(), is(false));
    assertThat(card.exactness().isBlank(), is(false));
  }
}
