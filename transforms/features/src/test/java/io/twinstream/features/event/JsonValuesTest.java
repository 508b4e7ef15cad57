package io.twinstream.features.event;

import static io.twinstream.features.decode.Decoders.SCHEMA;
import static io.twinstream.features.decode.Decoders.bits;
import static io.twinstream.features.decode.Decoders.deadLetter;
import static io.twinstream.features.decode.Decoders.decode;
import static io.twinstream.features.decode.Decoders.event;
import static io.twinstream.features.decode.Decoders.eventWith;
import static io.twinstream.features.decode.Decoders.json;
import static io.twinstream.features.decode.Decoders.reasonWith;
import static io.twinstream.features.event.Reason.EXCESS_DIGITS;
import static io.twinstream.features.event.Reason.OUT_OF_RANGE;
import static io.twinstream.features.event.Reason.WRONG_TYPE;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the conversion of JSON values to fields of each type, and which are refused. */
class JsonValuesTest {
  private static final String GOOD = json("", "");

  @ParameterizedTest
  @CsvSource({
    "user,5.0,5",
    "user,1e3,1000",
    "user,-0,0",
    "user,'\"7\"',7",
    "user,'\" 7 \"',7",
    "user,9223372036854775807,9223372036854775807",
    "user,-9223372036854775808,-9223372036854775808",
    "amount,12.3,1230",
    "amount,1e2,10000",
    "amount,12.300000,1230",
    "amount,-0.01,-1",
    "amount,1.5E-1,15",
    "amount,'\"12.30\"',1230",
    "amount,9999999999999999.99,999999999999999999",
    "amount,0e99999999999,0",
    "amount,12.300000000000001,1230",
    "rate,0.125,12",
    "rate,0.135,14",
    "rate,-0.125,-12",
    "rate,1e-400,0",
    "rate,0.12500000000000000000001,12",
    "ok,false,0",
    "ok,1,1",
    "ok,'\"TRUE\"',1",
    "ok,0.0,0",
    "seen,1e3,1000",
    "seen,-1.5,-2"
  })
  void valuesBecomeTheFieldsType(String field, String json, long bits) {
    assertThat(bits(eventWith(field, json), field), is(bits));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,0.1",
    "-0.0,0.0",
    "-0,0.0",
    "1e-400,0.0",
    "-1e-400,0.0",
    "4.9e-324,4.9e-324",
    "1.7976931348623157e308,1.7976931348623157e308",
    "9007199254740993,9007199254740992",
    "'\"2.5\"',2.5",
    "123456789012345678901234567890,1.2345678901234568e29",
    "1e22,1e22",
    "1e23,1e23"
  })
  void doublesAreTheNearestAndZeroHasNoSign(String json, double expected) {
    assertThat(bits(eventWith("score", json), "score"), is(Double.doubleToRawLongBits(expected)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\""})
  void nullAndEmptyTextAreNull(String json) {
    for (String field : new String[] {"card", "user", "amount", "score", "ok", "seen"}) {
      Event event = eventWith(field, json);
      assertThat(event.isNull(SCHEMA.slot(field)), is(true));
      Event absent = event(decode(GOOD.replaceAll("\"" + field + "\":[^,]*,", "")));
      assertThat(event, is(absent));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "\"x\"",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"NaN\"",
        "\"0x10\"",
        "\"1d\"",
        "\"1,5\"",
        "\"1e\"",
        "\".\"",
        "\"--1\"",
        "\"+-1\""
      })
  void wrongTypesAreRefused(String json) {
    for (String field : new String[] {"user", "amount", "rate", "score", "ok", "seen", "ts"}) {
      assertThat(field, reasonWith(field, json), is(WRONG_TYPE));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "card,1.5,WRONG_TYPE",
    "card,{},WRONG_TYPE",
    "user,5.5,WRONG_TYPE",
    "user,true,WRONG_TYPE",
    "amount,true,WRONG_TYPE",
    "ok,2,WRONG_TYPE",
    "ok,'\"yes\"',WRONG_TYPE",
    "seen,true,WRONG_TYPE",
    "user,9223372036854775808,OUT_OF_RANGE",
    "user,-9223372036854775809,OUT_OF_RANGE",
    "user,1e19,OUT_OF_RANGE",
    "user,1e99999999999,OUT_OF_RANGE",
    "amount,10000000000000000,OUT_OF_RANGE",
    "amount,1e17,OUT_OF_RANGE",
    "amount,-1e400,OUT_OF_RANGE",
    "score,1e309,OUT_OF_RANGE",
    "rate,9999999999999999.999,OUT_OF_RANGE",
    "amount,12.345,EXCESS_DIGITS",
    "amount,0.001,EXCESS_DIGITS",
    "amount,1e-400,EXCESS_DIGITS",
    "seen,1e15,OUT_OF_RANGE",
    "ts,-62135596800001,OUT_OF_RANGE"
  })
  void valuesThatDoNotFitAreRefused(String field, String json, Reason reason) {
    assertThat(reasonWith(field, json), is(reason));
  }

  @Test
  void detailNamesFieldTypeAndValue() {
    DeadLetter dead = deadLetter(decode(json("amount", "12.345")));
    assertThat(dead.detail(), is("field 'amount' (decimal(2)): 12.345"));
    assertThat(dead.reason(), is(EXCESS_DIGITS));
    assertThat(
        deadLetter(decode(json("amount", "NaN"))).detail(),
        is("field 'amount' (decimal(2)): NaN is not a number"));
  }

  @Test
  void theProblemOfTheFirstFieldIsReported() {
    String json = "{\"score\":\"x\",\"user\":1e19,\"amount\":true}";
    assertThat(deadLetter(decode(json)).reason(), is(OUT_OF_RANGE));
  }
}
