package io.twinstream.formats;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** A record in each format is the same event, with the same identity and the same state. */
class SameEventTest {
  @Property(tries = 2_000)
  void recordsInEachFormatAreTheSameEvent(@ForAll("orders") String json) {
    Decoded expected = Orders.json(json);
    Statistics.collect(expected.getClass().getSimpleName());
    assertThat(String.valueOf(expected), expected, instanceOf(Event.class));
    byte[] state = Orders.state(Orders.JSON, (Event) expected);
    for (Project other : List.of(Orders.AVRO, Orders.PROTOBUF)) {
      Decoded decoded = Orders.decode(other, Orders.encode(other, json));
      assertThat(json, decoded, is(expected));
      assertThat(((Event) decoded).identity(), is(((Event) expected).identity()));
      assertThat(Orders.state(other, (Event) decoded), is(state));
    }
  }

  @Provide
  Arbitrary<String> orders() {
    return Arbitraries.randomValue(random -> new RandomOrder(random).json());
  }

  /** Builds JSON; each field is absent, null or has a value. */
  private record RandomOrder(RandomGenerator random) {
    String json() {
      List<String> members = new ArrayList<>();
      members.add("\"id\": " + text("o" + random.nextInt(1_000)));
      members.add("\"at\": " + text(time(-60_000)));
      members.add("\"card\": " + text("c" + random.nextInt(9)));
      maybe(members, "amount", () -> decimal(2));
      maybe(members, "total", () -> decimal(4));
      maybe(members, "count", () -> String.valueOf(random.nextInt()));
      maybe(members, "big", () -> String.valueOf(random.nextLong()));
      maybe(members, "ratio", () -> ratio());
      maybe(members, "rate", () -> String.valueOf(random.nextInt(2_000) / 7.0 - 100));
      maybe(members, "ok", () -> String.valueOf(random.nextBoolean()));
      maybe(members, "status", () -> text(pick("UNKNOWN", "PAID", "REFUSED")));
      maybe(members, "device", this::device);
      maybe(members, "items", () -> array(this::item));
      maybe(members, "tags", () -> array(() -> text(pick("a", "😀", "é\\n", "b\"c"))));
      maybe(members, "vector", () -> array(() -> pick("0.5", "-1.25", "1e300", "0.1", "3")));
      maybe(members, "blob", () -> text(bytes()));
      maybe(members, "attributes", this::attributes);
      maybe(members, "paid_at", () -> text(time(0)));
      maybe(members, "note", () -> text("n"));
      return object(members);
    }

    private void maybe(List<String> members, String name, Supplier<String> value) {
      int fate = random.nextInt(10);
      if (fate == 0) {
        members.add("\"" + name + "\": null");
      } else if (fate > 2) {
        members.add("\"" + name + "\": " + value.get());
      }
    }

    private static String object(List<String> members) {
      return members.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private String array(Supplier<String> element) {
      return IntStream.range(0, random.nextInt(4))
          .mapToObj(i -> element.get())
          .collect(Collectors.joining(", ", "[", "]"));
    }

    private String device() {
      List<String> members = new ArrayList<>();
      maybe(members, "os", () -> text(pick("ios", "android", "")));
      maybe(
          members, "geo", () -> "{\"lat\": %s}".formatted(pick("-0.0", "51.5", "0.1", "-89.999")));
      maybe(members, "parent", () -> "{\"os\": \"other\"}");
      return object(members);
    }

    private String item() {
      List<String> members = new ArrayList<>();
      maybe(members, "sku", () -> text(pick("s1", "s2", "")));
      maybe(members, "price", () -> decimal(2));
      return object(members);
    }

    private String attributes() {
      List<String> members = new ArrayList<>();
      maybe(members, "size", () -> text("xl"));
      maybe(members, "color", () -> text(pick("red", "blue", "")));
      return object(members.stream().filter(each -> !each.endsWith("null")).toList());
    }

    private String decimal(int scale) {
      return BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, scale).toPlainString();
    }

    /** A number as a producer that computes in binary32 writes it to JSON. */
    private String ratio() {
      return pick("0.1", "-0.0", "16777216", "3.4028235E38", "1.4E-45", "-2.5", "0.33333334");
    }

    private String bytes() {
      byte[] value = new byte[random.nextInt(5)];
      for (int i = 0; i < value.length; i++) {
        value[i] = (byte) random.nextInt();
      }
      return Base64.getEncoder().encodeToString(value);
    }

    private String time(int behind) {
      long millis = Orders.AT + behind + random.nextInt(1_000);
      return Instant.ofEpochMilli(millis).plusNanos(random.nextInt(1_000) * 1_000L).toString();
    }

    private String pick(String... of) {
      return of[random.nextInt(of.length)];
    }

    private static String text(String value) {
      String plain = value.replace("\\n", "\n");
      return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(plain)) + '"';
    }
  }
}
