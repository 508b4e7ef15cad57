package io.twinstream.verify.parity;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.process.Installation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final long NOW = Instant.parse("2026-05-06T07:08:09.123Z").toEpochMilli();
  private static final Project PAYMENTS =
      Definitions.load(Installation.find().home().resolve("transforms/examples/payments"));

  private static List<RawRecord> records() {
    Random random = new Random(1);
    List<RawRecord> records = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String json =
          """
          {"transaction_id":"t%d","card_id":%s,"user_id":"u%d","merchant_id":"m1",
           "amount":%d.25,"currency":"EUR","device_type":"chip","status":"approved",
           "timestamp":%d}"""
              .formatted(
                  i < 50 ? i % 25 : i, // duplicates, and conflicts if the other fields differ
                  i % 10 == 9 ? "null" : "\"c" + random.nextInt(20) + "\"",
                  random.nextInt(10),
                  random.nextInt(900),
                  NOW - random.nextInt(80_000_000));
      records.add(record(i, i % 100 == 7 ? json.substring(30) : json));
      if (i % 20 == 0) {
        records.add(record(10_000 + i, json));
      }
    }
    return records;
  }

  private static RawRecord record(int offset, String json) {
    return new RawRecord(new Position("t", 0, offset), NOW, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Replay replay(List<RawRecord> records) {
    Replay replay = new Replay(PAYMENTS, "transactions", 1 << 20, 2);
    records.forEach(replay::add);
    return replay;
  }

  private static ParityReport compare(Replay a, Map<String, byte[]> b, String viewId) {
    CompiledView view = CompiledView.of(PAYMENTS, PAYMENTS.view(viewId));
    ParityReport report = new ParityReport();
    new StateComparison(view, NOW, NOW + 3_600_000)
        .compare(a.states(viewId), b, report.compare("states"), report.compare("features"));
    a.sample(viewId).compare(b, new long[] {NOW, NOW + 1}, report.compare("oracle"));
    return report;
  }

  @Test
  void anyOrderComesToTheSameBytesAndTheOracleAgrees() {
    List<RawRecord> shuffled = records();
    Collections.shuffle(shuffled, new Random(2));
    Replay ordered = replay(records());
    for (CompiledView view : ordered.views()) {
      String id = view.view().id();
      ParityReport report = compare(ordered, replay(shuffled).states(id), id);
      assertThat(id + report.json(), report.holds(), is(true));
      assertThat(ordered.sample(id).size(), is(greaterThan(0)));
    }
  }

  @Test
  void everyRecordIsAccountedFor() {
    Replay replay = replay(records());
    assertThat(replay.records(), is(630L));
    assertThat(replay.deadLetters(), is(Map.of(Reason.MALFORMED, 6L)));
    assertThat(replay.accepted(), is(624L));
    assertThat(replay.duplicates(), is(greaterThan(20L)));
    assertThat(replay.skipped("card_spend@1"), is(greaterThan(40L)));
    assertThat(replay.skipped("merchant_traffic@1"), is(0L));
  }

  @Test
  void oneEventLessIsFoundAndSaidWhere() {
    List<RawRecord> less = records();
    less.remove(less.size() - 1);
    Replay whole = replay(records());
    ParityReport report =
        compare(whole, replay(less).states("merchant_traffic@1"), "merchant_traffic@1");
    assertThat(report.holds(), is(false));
    assertThat(report.json(), containsString("\"different\":1"));
    java.io.StringWriter text = new java.io.StringWriter();
    report.print(new java.io.PrintWriter(text));
    assertThat(text.toString(), containsString("m1: differ from byte"));
    assertThat(text.toString(), containsString("merchant_count_lifetime of m1 as of "));
  }

  /** One in many of a few entities would be none, and nothing would be proven. */
  @Test
  void ofFewEntitiesOneIsSampledWithAllOfItsEvents() {
    Replay replay = new Replay(PAYMENTS, "transactions", 1 << 20, 1_000_000);
    records().forEach(replay::add);
    for (CompiledView view : replay.views()) {
      String id = view.view().id();
      ParityReport report = compare(replay, replay.states(id), id);
      assertThat(id + report.json(), report.holds(), is(true));
    }
  }

  @Test
  void nothingComparedIsNoParity() {
    ParityReport report = new ParityReport();
    assertThat(report.holds(), is(false));
    report.compare("states");
    assertThat(report.holds(), is(false));
  }

  @Test
  void aStateThatOneSideLacksIsADifference() {
    Replay whole = replay(records());
    ParityReport report = compare(whole, Map.of(), "card_spend@1");
    assertThat(report.holds(), is(false));
    assertThat(
        report.json(), containsString("\"what\":\"states\",\"compared\":20,\"different\":20"));
  }
}
