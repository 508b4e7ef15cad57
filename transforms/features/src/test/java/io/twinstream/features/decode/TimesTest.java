package io.twinstream.features.decode;

import static io.twinstream.features.decode.Decoders.KEYS;
import static io.twinstream.features.decode.Decoders.KNOWN;
import static io.twinstream.features.decode.Decoders.POSITION;
import static io.twinstream.features.decode.Decoders.deadLetter;
import static io.twinstream.features.decode.Decoders.event;
import static io.twinstream.features.decode.Decoders.eventWith;
import static io.twinstream.features.decode.Decoders.mapping;
import static io.twinstream.features.decode.Decoders.reasonWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.EventCodec;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.time.Zone;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "2018-04-01T00:00:31Z,2018-04-01T00:00:31Z",
    "2018-04-01 00:00:31,2018-04-01T00:00:31Z",
    "2018-04-01T02:00:31+02:00,2018-04-01T00:00:31Z",
    "2018-03-31T18:30:31-0530,2018-04-01T00:00:31Z",
    "2018-04-01T02:00+02,2018-04-01T00:00:00Z",
    "2018-04-01,2018-04-01T00:00:00Z",
    "2018-04-01T00:00:31.1239999Z,2018-04-01T00:00:31.123Z",
    "1969-12-31T23:59:59.9999Z,1969-12-31T23:59:59.999Z",
    "2000-02-29,2000-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z,9999-12-31T23:59:59.999Z"
  })
  void isoTimesAreRead(String text, Instant expected) {
    assertThat(seen('"' + text + '"'), is(expected.toEpochMilli()));
  }

  @Property
  void isoTimesAreReadAsJavaWritesThem(
      @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    assertThat(seen("\"" + instant + '"'), is(millis));
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    assertThat(seen("\"" + local + '"'), is(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2018-13-01",
        "2018-00-01",
        "2018-02-30",
        "1900-02-29",
        "2018-4-1",
        "2018-04-01T24:00:00Z",
        "2018-04-01T23:60:00Z",
        "2018-06-30T23:59:60Z",
        "2018-04-01T",
        "2018-04-01T00:00:31X",
        "2018-04-01T00:00:31+25:00",
        "2018-04-01T00:00:31.Z",
        "2018-04",
        "2018-04-01T00:00:31Zx",
        "2018-04-01T00:00:31+02:00:00",
        "--1",
        "+",
        "2018/04/01"
      })
  void otherTextsAreNoTimes(String text) {
    assertThat(reasonWith("seen", '"' + text + '"'), is(Reason.WRONG_TYPE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"0000-12-31T23:59:59Z\"",
        "\"0000-12-31\"",
        "\"-0001-01-01T00:00:00Z\"",
        "\"+292278994-08-17T07:12:55Z\"",
        "\"10000-01-01\"",
        "\"0001-01-01T00:00:00+01:00\"",
        "\"9999-12-31T23:59:59-01:00\"",
        "253402300800000",
        "9223372036854775807",
        "1e30"
      })
  void yearsOutsideOneTo9999AreOutOfRange(String json) {
    assertThat(reasonWith("seen", json), is(Reason.OUT_OF_RANGE));
  }

  @Test
  void epochSecondsMayHaveFractions() {
    HistoryMapping seconds = mapping(null, null, EpochUnit.SECONDS, false);
    assertThat(history(seconds, "1511544070").ts(), is(1_511_544_070_000L));
    assertThat(history(seconds, "-1.5").ts(), is(-1_500L));
    assertThat(history(seconds, "-0.0001").ts(), is(-1L));
    assertThat(refused(seconds, "1e17").reason(), is(Reason.OUT_OF_RANGE));
  }

  @Test
  void patternsAreReadInTheirZone() {
    HistoryMapping berlin = mapping("d/M/yyyy H:mm", "Europe/Berlin", EpochUnit.MILLIS, false);
    assertThat(history(berlin, "1/7/2011 8:26").ts(), is(millis("2011-07-01T06:26:00Z")));
    assertThat(history(berlin, "1/12/2010 8:26").ts(), is(millis("2010-12-01T07:26:00Z")));
    assertThat(refused(berlin, "31/2/2011 8:26").reason(), is(Reason.WRONG_TYPE));
    assertThat(refused(berlin, "2011-07-01T06:26:00Z").reason(), is(Reason.WRONG_TYPE));
    HistoryMapping offset = mapping("yyyy-MM-dd HH:mmXXX", "Asia/Tokyo", EpochUnit.MILLIS, false);
    assertThat(history(offset, "2011-07-01 06:26Z").ts(), is(millis("2011-07-01T06:26:00Z")));
    HistoryMapping date = mapping("yyyyMMdd", "Asia/Tokyo", EpochUnit.MILLIS, false);
    assertThat(history(date, "20110702").ts(), is(millis("2011-07-01T15:00:00Z")));
  }

  @Test
  void textWithoutOffsetIsInTheMappingsZone() {
    HistoryMapping berlin = mapping(null, "Europe/Berlin", EpochUnit.MILLIS, false);
    assertThat(history(berlin, "2011-07-01T08:26:00").ts(), is(millis("2011-07-01T06:26:00Z")));
    assertThat(history(berlin, "2011-07-01T08:26:00Z").ts(), is(millis("2011-07-01T08:26:00Z")));
  }

  @ParameterizedTest
  @CsvSource({"1999,1000", "1000,1000", "999,0", "-1,-1000", "-1000,-1000", "-1001,-2000"})
  void eventTimeIsFlooredToTheResolution(long millis, long floored) {
    Source source = Decoders.source(HistoryMapping.DEFAULT, Duration.ofSeconds(1));
    String json = Decoders.json("ts", Long.toString(millis));
    RawRecord record = new RawRecord(POSITION, floored, json.getBytes(StandardCharsets.UTF_8));
    Event event = event(EventDecoders.live(source, KEYS, 1000).decode(record));
    assertThat(event.ts(), is(floored));
    assertThat(Decoders.bits(event, "ts"), is(millis));
  }

  /** An event of 10:00:40 is not known at 10:00:01, however coarse its resolution is. */
  @Test
  void knownTimeIsNeverFloored() {
    long happened = millis("2026-03-01T10:00:40.250Z");
    Source minutes = Decoders.source(known(null, Duration.ZERO), Duration.ofMinutes(1));
    EventDecoder csv = EventDecoders.csv(minutes, KEYS, List.of("id", "user", "ts"), 1000);
    Event event = event(csv.decode(row("a,1," + happened)));
    assertThat(event.ts(), is(millis("2026-03-01T10:00:00Z")));
    assertThat(event.known(), is(happened));
    // The time is kept where fields are not, so that an event is not known before it happened.
    EventCodec codec = EventCodec.of(minutes, List.of("user"));
    Event read = codec.decode(codec.encode(event));
    assertThat(read.asOccurred(Decoders.SCHEMA.slot("ts")).known(), is(happened));
    Source delayed = Decoders.source(known(null, Duration.ofSeconds(5)), Duration.ofMinutes(1));
    EventDecoder later = EventDecoders.csv(delayed, KEYS, List.of("id", "user", "ts"), 1000);
    assertThat(event(later.decode(row("a,1," + happened))).known(), is(happened + 5_000));
  }

  @Test
  void futureAndLateAreJudgedByKnownTime() {
    assertThat(eventWith("ts", Long.toString(KNOWN + 60_000)).known(), is(KNOWN));
    assertThat(reasonWith("ts", Long.toString(KNOWN + 60_001)), is(Reason.FUTURE));
    assertThat(eventWith("ts", Long.toString(KNOWN - 86_400_000)).known(), is(KNOWN));
    assertThat(reasonWith("ts", Long.toString(KNOWN - 86_400_001)), is(Reason.LATE));
    DeadLetter late = deadLetter(Decoders.decode(Decoders.json("ts", "0")));
    assertThat(
        late.detail(),
        is(
            "event time 1970-01-01T00:00:00Z is 18518d 12h 26m 40s behind its known time"
                + " 2020-09-13T12:26:40Z; at most 1d is allowed"));
  }

  @Test
  void knownTimeOfHistoryIsAColumnOrEventTimeAndADelay() {
    assertThat(history(known(null, Duration.ofSeconds(5)), "1000").known(), is(6_000L));
    Source source = Decoders.source(known("arrived", Duration.ZERO));
    String header = "id,user,ts,arrived";
    EventDecoder csv = EventDecoders.csv(source, KEYS, List.of(header.split(",")), 1000);
    assertThat(event(csv.decode(row("a,1,1000,3000"))).known(), is(3_000L));
    assertThat(deadLetter(csv.decode(row("a,1,1000,"))).reason(), is(Reason.MISSING_FIELD));
    assertThat(deadLetter(csv.decode(row("a,1,100000,3000"))).reason(), is(Reason.FUTURE));
    assertThat(deadLetter(csv.decode(row("a,1,1000,86401001"))).reason(), is(Reason.LATE));
    Source same = Decoders.source(known("ts", Duration.ZERO));
    EventDecoder both = EventDecoders.csv(same, KEYS, List.of("id", "user", "ts"), 1000);
    assertThat(event(both.decode(row("a,1,1000"))).known(), is(1_000L));
  }

  private static HistoryMapping known(String column, Duration delay) {
    return new HistoryMapping(
        HistoryMapping.Format.CSV,
        Map.of(),
        List.of(),
        ',',
        Optional.empty(),
        Zone.UTC,
        EpochUnit.MILLIS,
        false,
        Optional.ofNullable(column),
        delay);
  }

  private static long seen(String json) {
    return Decoders.bits(eventWith("seen", json), "seen");
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  private static Event history(HistoryMapping mapping, String time) {
    return event(decode(mapping, time));
  }

  private static DeadLetter refused(HistoryMapping mapping, String time) {
    return deadLetter(decode(mapping, time));
  }

  private static Decoded decode(HistoryMapping mapping, String time) {
    EventDecoder csv =
        EventDecoders.csv(Decoders.source(mapping), KEYS, List.of("id", "user", "ts"), 1000);
    return csv.decode(row("a,1," + time));
  }

  private static RawRecord row(String text) {
    return new RawRecord(POSITION, 0, text.getBytes(StandardCharsets.UTF_8));
  }
}
