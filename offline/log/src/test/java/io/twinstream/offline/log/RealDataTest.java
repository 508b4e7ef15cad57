package io.twinstream.offline.log;

import static io.twinstream.features.definition.FieldType.LONG;
import static io.twinstream.features.definition.FieldType.STRING;
import static io.twinstream.features.definition.FieldType.TIMESTAMP;
import static io.twinstream.features.definition.FieldType.decimal;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.FieldType.Kind;
import io.twinstream.features.definition.HistoryMapping.EpochUnit;
import io.twinstream.features.definition.HistoryMapping.Format;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Decoded;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Reason;
import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reads public data sets unchanged, and accounts for every row. */
class RealDataTest {

  /** What came of the rows of a history. */
  private static final class Tally {
    final Map<Reason, Long> dead = new EnumMap<>(Reason.class);
    long events;
    long sum;
    Event last;
    DeadLetter lastDead;

    Tally read(Source source, Set<String> keys, String path, int summed) {
      HistoryReader reader = HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
      for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(path))) {
        try (HistoryCursor cursor = reader.open(split)) {
          for (Decoded d = cursor.next(); d != null; d = cursor.next()) {
            add(d, summed);
          }
        }
      }
      return this;
    }

    private void add(Decoded decoded, int summed) {
      if (decoded instanceof Event event) {
        events++;
        sum += event.bits(summed);
        last = event;
      } else {
        lastDead = (DeadLetter) decoded;
        dead.merge(lastDead.reason(), 1L, Long::sum);
      }
    }
  }

  @Test
  void handbookIsAllEvents() {
    Source source =
        Sources.source(
            "transactions",
            "id",
            "ts",
            Sources.mapping(
                Format.PARQUET,
                Map.of(
                    "id", "TRANSACTION_ID",
                    "ts", "TX_DATETIME",
                    "customer", "CUSTOMER_ID",
                    "terminal", "TERMINAL_ID",
                    "amount", "TX_AMOUNT",
                    "fraud", "TX_FRAUD")),
            "id",
            LONG,
            "ts",
            TIMESTAMP,
            "customer",
            STRING,
            "terminal",
            LONG,
            // Frauds of one kind are amounts times five, with digits like 285.79999999999995.
            "amount",
            new FieldType(Kind.DECIMAL, 2, true),
            "fraud",
            LONG);
    String path = file("handbook_raw.parquet");
    assertThat(HistoryFiles.splits(source, List.of(path)), hasSize(8));
    Tally tally = new Tally().read(source, Set.of("customer"), path, 4);
    assertThat(tally.dead, is(Map.of()));
    assertThat(tally.events, is(1_754_155L));
    assertThat(tally.last.position().offset(), is(1_754_154L));
    assertThat(tally.last.position().origin(), is("handbook_raw.parquet"));
  }

  @Test
  void onlineRetailIsAccountedForByReason() {
    Source source =
        Sources.source(
            "invoices",
            null,
            "InvoiceDate",
            Sources.mapping(
                Format.CSV, Map.of(), List.of(), "yyyy-MM-dd HH:mm:ss", EpochUnit.MILLIS, true),
            "InvoiceNo",
            STRING,
            "StockCode",
            STRING,
            "Quantity",
            LONG,
            "InvoiceDate",
            TIMESTAMP,
            "UnitPrice",
            decimal(2),
            "CustomerID",
            STRING,
            "Country",
            STRING);
    String path = file("online_retail_2010_2011.csv.gz");
    Tally tally = new Tally().read(source, Set.of("CustomerID"), path, 2);
    assertThat(tally.dead, is(Map.of(Reason.EXCESS_DIGITS, 4L, Reason.MISSING_KEY, 135_080L)));
    assertThat(tally.events, is(541_909L - 4 - 135_080));
    // A null key of one view is no dead letter when another view takes the event.
    Tally all = new Tally().read(source, Set.of("CustomerID", "StockCode"), path, 2);
    assertThat(all.dead, is(Map.of(Reason.EXCESS_DIGITS, 4L)));
    assertThat(all.lastDead.detail(), is("field 'UnitPrice' (decimal(2)): 0.001"));
  }

  @Test
  void taobaoHasNoHeaderAndACutLastRow() {
    Source source =
        Sources.source(
            "clicks",
            null,
            "ts",
            Sources.mapping(
                Format.CSV,
                Map.of(),
                List.of("user", "item", "category", "type", "ts"),
                null,
                EpochUnit.SECONDS,
                false),
            "user",
            STRING,
            "item",
            STRING,
            "category",
            STRING,
            "type",
            STRING,
            "ts",
            TIMESTAMP);
    String path = file("taobao_userbehavior_head_815users.csv.gz");
    Tally tally = new Tally().read(source, Set.of("user"), path, 4);
    assertThat(tally.dead, is(Map.of(Reason.MALFORMED, 1L)));
    assertThat(tally.events, is(84_475L));
    assertThat(new String(tally.lastDead.payload()), is("100370,1968385,1875258,pv"));
    assertThat(tally.lastDead.position().offset(), is(84_475L));
  }

  @Test
  void deskdropIsReadInsideItsZip() {
    Source source =
        Sources.source(
            "interactions",
            null,
            "timestamp",
            Sources.mapping(Format.CSV, Map.of(), List.of(), null, EpochUnit.SECONDS, false),
            "timestamp",
            TIMESTAMP,
            "eventType",
            STRING,
            "contentId",
            STRING,
            "personId",
            LONG,
            "sessionId",
            LONG,
            "userAgent",
            STRING,
            "userCountry",
            STRING);
    String path = file("deskdrop_users_interactions.csv.zip");
    Tally tally = new Tally().read(source, Set.of("personId"), path, 0);
    assertThat(tally.dead, is(Map.of()));
    assertThat(tally.events, is(72_312L));
    assertThat(
        tally.last.position().origin(),
        is("deskdrop_users_interactions.csv.zip!users_interactions.csv"));
  }

  private static String file(String name) {
    return RealData.file(name).toString();
  }
}
