package io.twinstream.features.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.WorstCase;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.text.DefinitionException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests text with a declared greatest length. */
class TextLimitTest {
  private static final String YAML =
      """
      project: p
      sources:
        visits:
          event_time: time
          event_id: id
          dedupe: true
          fields:
            id: string
            user: string
            page: string(8)
            agent: "string(8, truncate)"
            tags: array(string(4))
            both: {type: string(10), expression: "page + '/' + agent"}
            time: timestamp
      entities: {user: {key: user}}
      views:
        user@1:
          entity: user
          source: visits
          aggregations:
            - {name: page, function: last, field: page, windows: [lifetime]}
            - {name: agents, function: set_of, field: agent, cap: 10, windows: [lifetime]}
      services:
        s@1: {request: {q: string}, features: [page, request.q]}
      """;

  private static Project parse(String yaml) {
    return Definitions.parse(Map.of("f.yaml", yaml));
  }

  private static final Project PROJECT = parse(YAML);
  private static final Schema SCHEMA = PROJECT.source("visits").schema();

  private static Decoded decode(String json) {
    String whole =
        "{\"id\": \"1\", \"user\": \"u\", \"time\": 1700000000000, "
            + json.replace('\'', '"')
            + "}";
    return EventDecoders.live(PROJECT.source("visits"), Set.of(), 1 << 20)
        .decode(
            new RawRecord(
                new Position("visits", 0, 0),
                1_700_000_000_000L,
                whole.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(String json, String field) {
    return ((Event) decode(json)).text(SCHEMA.slot(field));
  }

  @ParameterizedTest
  @CsvSource({
    "12345678, 12345678",
    "123456789, 12345678",
    "äöüß, äöüß",
    "1äöüß, 1äöü",
    "123456€, 123456",
    "😀😀😀, 😀😀",
    "1😀😀, 1😀",
  })
  void longerTextIsCutBetweenCharacters(String agent, String expected) {
    assertThat(text("'agent': '" + agent + "'", "agent"), is(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "'page': '123456789', field 'page' (string(8)): 123456789",
    "'page': 'äöüßä', field 'page' (string(8)): äöüßä",
    "'page': 123456789, field 'page' (string(8)): 123456789",
    "'tags': ['a'; '12345'], field 'tags' (string(4)): 12345",
    "'page': '12345'; 'agent': '67890', field 'both' (string(10)): 12345/67890",
  })
  void orItIsADeadLetter(String json, String detail) {
    Decoded decoded = decode(json.replace(';', ','));
    assertThat(decoded, is(instanceOf(DeadLetter.class)));
    assertThat(((DeadLetter) decoded).reason(), is(Reason.OUT_OF_RANGE));
    assertThat(((DeadLetter) decoded).detail(), is(detail));
  }

  @Test
  void theIdentityIsOfWhatIsLeft() {
    Event cut = (Event) decode("'agent': '12345678 and more'");
    assertThat(cut.identity(), is(((Event) decode("'agent': '12345678'")).identity()));
    assertThat(cut.identity(), is(not(((Event) decode("'agent': '1234567'")).identity())));
  }

  @Test
  void typesReadBack() {
    for (String type : new String[] {"string(64)", "string(64, truncate)", "array(string(9), 3)"}) {
      assertThat(FieldType.parse(type).orElseThrow().toString(), is(type));
    }
    assertThat(FieldType.STRING.fit("x".repeat(100_000)).length(), is(100_000));
    assertThat(FieldType.string(4, false).fit("12345"), is(nullValue()));
  }

  @Test
  void theWorstCaseCountsTheLimit() {
    Project longer = parse(YAML.replace("page: string(8)", "page: string(1000)"));
    long bytes = WorstCase.of(longer, longer.view("user@1")).bytes();
    assertThat(bytes - WorstCase.of(PROJECT, PROJECT.view("user@1")).bytes(), is(1000L - 8));
    Project cut = parse(YAML.replace("(8, truncate)", "(108, truncate)"));
    bytes = WorstCase.of(cut, cut.view("user@1")).bytes();
    assertThat(bytes - WorstCase.of(PROJECT, PROJECT.view("user@1")).bytes(), is(10 * 100L));
  }

  @Test
  void aLimitIsAnotherDefinition() {
    Project free = parse(YAML.replace("string(8)", "string"));
    assertThat(
        CompiledView.of(free, free.view("user@1")).fingerprint(),
        is(not(CompiledView.of(PROJECT, PROJECT.view("user@1")).fingerprint())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "page: string(8) | page: string(3) | 'string(3)' is not a field type",
        "page: string(8) | page: string(10001) | 'string(10001)' is not a field type",
        "page: string(8) | page: 'string(8, truncat)' | 'string(8, truncat)' is not a field type",
        "q: string | q: string(9) | request field 'q' of service 's@1' has a greatest length; write string",
      })
  void mistakesAreReported(String good, String bad, String problem) {
    DefinitionException refused =
        assertThrows(DefinitionException.class, () -> parse(YAML.replace(good, bad)));
    assertThat(refused.getMessage(), containsString(problem));
  }
}
