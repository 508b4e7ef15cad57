package io.twinstream.features.decode;

import static io.twinstream.features.decode.Decoders.KEYS;
import static io.twinstream.features.decode.Decoders.POSITION;
import static io.twinstream.features.decode.Decoders.deadLetter;
import static io.twinstream.features.decode.Decoders.event;
import static io.twinstream.features.decode.Decoders.mapping;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.twinstream.features.definition.HistoryMapping;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvDecoderTest {
  private static final List<String> COLUMNS = List.of("card", "other", "id", "amount", "ts");

  @Test
  void declaredColumnsAreReadByName() {
    Event event = event(decode("c-1,ignored,t-1,12.3,1000\r\n", false));
    assertThat(event.text(1), is("c-1"));
    assertThat(event.id(), is("t-1"));
    assertThat(Decoders.bits(event, "amount"), is(1230L));
    assertThat(event.isNull(2), is(true));
  }

  @Test
  void rowOfAnotherWidthIsMalformed() {
    DeadLetter dead = deadLetter(decode("c-1,x,t-1,12.3", false));
    assertThat(dead.reason(), is(Reason.MALFORMED));
    assertThat(dead.detail(), is("4 values; the header has 5"));
    assertThat(new String(dead.payload(), StandardCharsets.UTF_8), is("c-1,x,t-1,12.3"));
    assertThat(deadLetter(decode("c-1,x,t-1,12.3,1000,", false)).reason(), is(Reason.MALFORMED));
  }

  @Test
  void brokenQuotesAreMalformed() {
    assertThat(
        deadLetter(decode("\"c-1,x,t-1,12.3,1000", false)).detail(),
        containsString("the closing quote"));
    assertThat(deadLetter(decode("\"c\"1,x,t-1,12.3,1000", false)).reason(), is(Reason.MALFORMED));
  }

  @Test
  void bytesThatAreNotUtf8AreMalformed() {
    byte[] latin = "é,x,t-1,12.3,1000".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(deadLetter(decode(latin, false)).reason(), is(Reason.MALFORMED));
  }

  @Test
  void integralIdsLoseTheirPointAndZeros() {
    assertThat(event(decode("17850.0,x,536365.00,1,1000", true)).text(1), is("17850"));
    assertThat(event(decode("17850.0,x,536365.00,1,1000", true)).id(), is("536365"));
    assertThat(event(decode("17850.0,x,a,1,1000", false)).text(1), is("17850.0"));
    for (String id : new String[] {"17850.5", "x.0", ".0", "1.", "1.0.0", "-.0", "1.0x", "C1"}) {
      assertThat(event(decode(id + ",x,a,1,1000", true)).text(1), is(id));
    }
  }

  @Test
  void valuesAreSplitAsRfc4180Says() {
    assertThat(split("a,b,c"), is(List.of("a", "b", "c")));
    assertThat(split(",,"), is(List.of("", "", "")));
    assertThat(split("a,\r\n"), is(List.of("a", "")));
    assertThat(split("\"a,b\",\"c\"\"d\",\"e\nf\"\n"), is(List.of("a,b", "c\"d", "e\nf")));
    assertThat(split("\"\",\"\"\"\""), is(List.of("", "\"")));
    assertThat(split("a \"b\" c, d "), is(List.of("a \"b\" c", " d ")));
    assertThat(split("\"a\",\""), is(nullValue()));
    assertThat(split("\"a\"\"\n"), is(nullValue()));
  }

  private static List<String> split(String row) {
    List<String> cells = new ArrayList<>();
    return CsvCells.split(row, ',', cells) == null ? cells : null;
  }

  private static Decoded decode(String row, boolean integralIds) {
    return decode(row.getBytes(StandardCharsets.UTF_8), integralIds);
  }

  private static Decoded decode(byte[] row, boolean integralIds) {
    HistoryMapping mapping = mapping(null, null, EpochUnit.MILLIS, integralIds);
    return EventDecoders.csv(Decoders.source(mapping), KEYS, COLUMNS, 1000)
        .decode(new RawRecord(POSITION, 0, row));
  }
}
