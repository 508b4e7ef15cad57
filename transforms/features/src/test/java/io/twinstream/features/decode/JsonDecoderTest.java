package io.twinstream.features.decode;

import static io.twinstream.features.decode.Decoders.KEYS;
import static io.twinstream.features.decode.Decoders.KNOWN;
import static io.twinstream.features.decode.Decoders.POSITION;
import static io.twinstream.features.decode.Decoders.SCHEMA;
import static io.twinstream.features.decode.Decoders.bits;
import static io.twinstream.features.decode.Decoders.deadLetter;
import static io.twinstream.features.decode.Decoders.decode;
import static io.twinstream.features.decode.Decoders.event;
import static io.twinstream.features.decode.Decoders.eventWith;
import static io.twinstream.features.decode.Decoders.json;
import static io.twinstream.features.decode.Decoders.reasonWith;
import static io.twinstream.features.decode.Decoders.source;
import static io.twinstream.features.event.Reason.MALFORMED;
import static io.twinstream.features.event.Reason.MISSING_FIELD;
import static io.twinstream.features.event.Reason.MISSING_KEY;
import static io.twinstream.features.event.Reason.OUT_OF_ORDER;
import static io.twinstream.features.event.Reason.OUT_OF_RANGE;
import static io.twinstream.features.event.Reason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Skipped;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final String GOOD = json("", "");

  @Test
  void goodRecordIsAnEvent() {
    Event event = event(decode(GOOD));
    assertThat(event.position(), is(POSITION));
    assertThat(event.known(), is(KNOWN));
    assertThat(event.ts(), is(KNOWN));
    assertThat(event.id(), is("t-1"));
    assertThat(event.text(SCHEMA.slot("card")), is("c-1"));
    assertThat(bits(event, "user"), is(42L));
    assertThat(bits(event, "amount"), is(1230L));
    assertThat(bits(event, "rate"), is(150L));
    assertThat(Double.longBitsToDouble(bits(event, "score")), is(0.25));
    assertThat(bits(event, "ok"), is(1L));
    assertThat(event.isNull(SCHEMA.slot("seen")), is(true));
  }

  @Test
  void everyTruncationIsMalformed() {
    byte[] good = GOOD.getBytes(UTF_8);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      DeadLetter dead = deadLetter(decode(cut));
      assertThat(dead.reason(), is(MALFORMED));
      assertThat(dead.payload(), is(cut));
      assertThat(dead.position(), is(POSITION));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "\"x\"", "null", "{} {}", "{}x", "{}]", "nonsense", "{'a':1}"})
  void whatIsNotOneObjectIsMalformed(String json) {
    assertThat(deadLetter(decode(json)).reason(), is(MALFORMED));
    assertThat(deadLetter(decode(GOOD + " " + json)).reason(), is(MALFORMED));
  }

  @Test
  void spaceAroundTheObjectIsFine() {
    assertThat(event(decode(" \n" + GOOD + "\r\n")), is(event(decode(GOOD))));
  }

  @Test
  void theWireFormatOfASchemaRegistryIsNamed() {
    byte[] framed = {0, 0, 0, 1, 44, 6, 'a', 'b', 'c'};
    DeadLetter dead = deadLetter(decode(framed));
    assertThat(dead.reason(), is(MALFORMED));
    assertThat(dead.detail(), containsString("schema registry (magic byte 0, schema id 300)"));
  }

  @Test
  void aRecordWithoutAValueIsSkippedAndOneOfNoBytesIsNot() {
    assertThat(decode((byte[]) null), is(new Skipped(POSITION, 1, KNOWN)));
    assertThat(deadLetter(decode(new byte[0])).reason(), is(MALFORMED));
  }

  /** {@code max_known_disorder} is a second. */
  @Test
  void aProducersTimeThatIsTooFarBehindIsADeadLetterWhateverTheRecordSays() {
    EventDecoder decoder =
        EventDecoders.live(
            source(HistoryMapping.DEFAULT, Duration.ofMillis(1), Duration.ofSeconds(1)), KEYS, 999);
    byte[] good = GOOD.getBytes(UTF_8);
    RawRecord within = new RawRecord(POSITION, KNOWN, KNOWN - 1_000, good);
    assertThat(event(decoder.decode(within)), is(event(decode(good))));
    DeadLetter dead =
        deadLetter(decoder.decode(new RawRecord(POSITION, KNOWN, KNOWN - 1_001, good)));
    assertThat(dead.reason(), is(OUT_OF_ORDER));
    assertThat(dead.known(), is(KNOWN));
    assertThat(dead.detail(), containsString("is 1s 1ms behind one before it in its partition"));
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    byte[][] wrong = {
      {(byte) 0xFF},
      {(byte) 0xC0, (byte) 0x80}, // overlong NUL
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // above U+10FFFF
      {(byte) 0xC3}, // cut
      {(byte) 0x80}
    };
    for (byte[] bytes : wrong) {
      String json = json("card", "\"" + new String(bytes, ISO_8859_1) + "\"");
      assertThat(deadLetter(decode(json.getBytes(ISO_8859_1))).reason(), is(MALFORMED));
      String ignored = GOOD.replace("{", "{\"x\":\"" + new String(bytes, ISO_8859_1) + "\",");
      assertThat(deadLetter(decode(ignored.getBytes(ISO_8859_1))).reason(), is(MALFORMED));
    }
    assertThat(deadLetter(decode(GOOD.getBytes(UTF_16BE))).reason(), is(MALFORMED));
  }

  @Test
  void textKeepsEveryCharacterThatUnicodeHas() {
    String text = "ä€😀\u0000\uFFFF";
    Event event = eventWith("card", "\"ä€😀\\u0000\\uffff\"");
    assertThat(event.text(SCHEMA.slot("card")), is(text));
    assertThat(eventWith("card", "\"\\ud83d\\ude00\"").text(1), is("😀"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "\\ude00\\ud83d", "x\\ud83d", "\\ud83dx"})
  void loneSurrogatesAreMalformed(String text) {
    assertThat(reasonWith("card", "\"" + text + "\""), is(MALFORMED));
  }

  @Test
  void fieldGivenTwiceIsMalformed() {
    String twice = GOOD.replace("}", ",\"amount\":12.30}");
    DeadLetter dead = deadLetter(decode(twice));
    assertThat(dead.reason(), is(MALFORMED));
    assertThat(dead.detail(), containsString("'amount' appears twice"));
    String nullFirst = json("amount", "null").replace("}", ",\"amount\":12.30}");
    assertThat(deadLetter(decode(nullFirst)).reason(), is(MALFORMED));
    assertThat(event(decode(GOOD.replace("}", ",\"x\":1,\"x\":2}"))), is(event(decode(GOOD))));
  }

  @Test
  void undeclaredFieldsAreIgnoredHoweverNested() {
    String nested = "{\"x\":{\"amount\":[1,{\"id\":NaN}]},\"y\":[[],{}],";
    assertThat(event(decode(GOOD.replace("{", nested))), is(event(decode(GOOD))));
  }

  @Test
  void veryDeepNestingIsMalformed() {
    String bomb = "[".repeat(200_000);
    assertThat(deadLetter(decode(GOOD.replace("{", "{\"x\":" + bomb))).reason(), is(MALFORMED));
    assertThat(deadLetter(decode(json("amount", bomb))).reason(), is(MALFORMED));
  }

  @Test
  void timeAndDeclaredIdAreNeeded() {
    assertThat(reasonWith("ts", "null"), is(MISSING_FIELD));
    assertThat(reasonWith("id", "\"\""), is(MISSING_FIELD));
    assertThat(deadLetter(decode("{}")).reason(), is(MISSING_FIELD));
  }

  @Test
  void oneKeyOfAnyViewIsEnough() {
    assertThat(eventWith("card", "null").isNull(SCHEMA.slot("card")), is(true));
    String none = json("card", "\"\"").replace("\"user\":42,", "");
    assertThat(deadLetter(decode(none)).reason(), is(MISSING_KEY));
  }

  @Test
  void aKeyIsNoLongerThanAnIdMayBe() {
    String longest = "x".repeat(EntityKey.MAX_LENGTH);
    assertThat(eventWith("card", "\"" + longest + "\"").text(SCHEMA.slot("card")), is(longest));
    DeadLetter dead = deadLetter(decode(json("card", "\"" + longest + "x\"")));
    assertThat(dead.reason(), is(OUT_OF_RANGE));
    assertThat(dead.detail(), is("key field 'card' has 1025 characters; an id has at most 1024"));
  }

  @Test
  void tooLargeKeepsAPrefixTheSizeAndTheHash() throws Exception {
    byte[] large = json("card", "\"" + "x".repeat(10_000_000) + "\"").getBytes(UTF_8);
    DeadLetter dead = deadLetter(decode(large));
    assertThat(dead.reason(), is(TOO_LARGE));
    assertThat(dead.size(), is((long) large.length));
    assertThat(dead.payload(), is(Arrays.copyOf(large, DeadLetter.MAX_PAYLOAD)));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(large);
    assertThat(dead.sha256(), is(HexFormat.of().formatHex(hash)));
    assertThat(dead.sha256().split(""), arrayWithSize(64));
    assertThat(deadLetter(decode("x")).sha256(), is(""));
  }
}
