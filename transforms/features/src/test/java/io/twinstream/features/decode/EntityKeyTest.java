package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a text names the same entity as an event with this text as its key. */
class EntityKeyTest {
  private static final EntityKey CARD = EntityKey.in(Decoders.SCHEMA, "card");
  private static final EntityKey USER = EntityKey.in(Decoders.SCHEMA, "user");

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "7,7",
        "007,7",
        "7.0,7",
        " 7 ,7",
        "+7,7",
        "-07,-7",
        "7e2,700",
        "0,0",
        "-0,0",
        "00,0",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808"
      })
  void aWholeNumberIsWhatEventsReadOfIt(String text, String id) {
    assertThat(USER.parse(text), is(id));
    assertThat(USER.of(event("user", text)), is(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "7.0", " 7 ", "+7", "é", "😀", "\u0000"})
  void aTextIsItself(String text) {
    assertThat(CARD.parse(text), is(text));
    assertThat(CARD.of(event("card", text)), is(text));
  }

  @Test
  void nothingNamesNoEntity() {
    assertThat(CARD.parse(""), nullValue());
    assertThat(USER.parse(""), nullValue());
    assertThat(USER.parse(" \t"), nullValue());
    assertThat(refusal(() -> USER.require(" ")), is("is empty"));
  }

  @Test
  void whatEventsRefuseIsRefused() {
    assertThat(refusal(() -> USER.parse("x7")), is("is not a whole number: 'x7'"));
    assertThat(refusal(() -> USER.parse("7.5")), is("is not a whole number: '7.5'"));
    assertThat(refusal(() -> USER.parse("0x10")), is("is not a whole number: '0x10'"));
    assertThat(
        refusal(() -> USER.parse("9223372036854775808")),
        is("does not fit in a 64-bit integer: '9223372036854775808'"));
    assertThat(refusal(() -> CARD.parse("a\uD800")), is("has half of a surrogate pair"));
    assertThat(
        refusal(() -> CARD.parse("x".repeat(EntityKey.MAX_LENGTH + 1))),
        is("has 1025 characters; an id has at most 1024"));
    assertThat(refusal(() -> USER.parse("1".repeat(5000))), containsString("1…'"));
  }

  private static String refusal(org.junit.jupiter.api.function.Executable parse) {
    return assertThrows(IllegalArgumentException.class, parse).getMessage();
  }

  @Property(tries = 2000)
  void questionsAndEventsReadTextsAlike(@ForAll("keys") String text) {
    for (String field : List.of("card", "user")) {
      EntityKey key = EntityKey.in(Decoders.SCHEMA, field);
      for (Decoded decoded : List.of(json(field, text), csv(field, text))) {
        if (decoded instanceof Event event) {
          assertThat(text, key.parse(text), is(key.of(event)));
        } else {
          assertThrows(IllegalArgumentException.class, () -> key.parse(text), text);
        }
      }
    }
  }

  @Provide
  Arbitrary<String> keys() {
    Arbitrary<String> odd =
        Arbitraries.strings().withChars("0179+-.eE xé😀\t\u0000\uD800_,").ofMaxLength(8);
    Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
    Arbitrary<String> long20 = Arbitraries.strings().numeric().ofMinLength(17).ofMaxLength(21);
    return Arbitraries.oneOf(odd, numbers, long20, numbers.map(n -> n + ".0"));
  }

  private static Event event(String field, String text) {
    return Decoders.event(json(field, text));
  }

  /** As UTF-8 has it, a lone surrogate comes escaped. */
  private static Decoded json(String field, String text) {
    StringBuilder escaped = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (Character.isSurrogate(c)) {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(new String(JsonStringEncoder.getInstance().quoteAsString("" + c)));
      }
    }
    return Decoders.decode(Decoders.json(field, escaped.append('"').toString()));
  }

  private static Decoded csv(String field, String text) {
    if (!Unicode.isText(text)) {
      return json(field, text);
    }
    HistoryMapping mapping = Decoders.mapping(null, null, EpochUnit.MILLIS, false);
    EventDecoder decoder =
        EventDecoders.csv(Decoders.source(mapping), Set.of(), List.of("id", field, "ts"), 1 << 20);
    String row = "t-1,\"" + text.replace("\"", "\"\"") + "\"," + Decoders.KNOWN;
    return decoder.decode(Decoders.record(row.getBytes(StandardCharsets.UTF_8)));
  }
}
