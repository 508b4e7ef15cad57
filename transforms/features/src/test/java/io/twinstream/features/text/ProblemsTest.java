package io.twinstream.features.text;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.load.Definitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One wrong thing at a time: exactly one problem, on its line, with what to do. */
class ProblemsTest {
  private static final String YAML =
      """
      project: shop
      max_state_size: 8MiB
      sources:
        orders:
          topic: orders
          event_time: at
          event_id: order
          dedupe: true
          resolution: 1s
          fields: {order: string, buyer: string, amount: decimal(2), weight: double, at: timestamp}
          history: {format: csv, columns: {buyer: Buyer}, known_delay: 0s}
      entities:
        buyer: {key: buyer}
      views:
        buying@1:
          entity: buyer
          source: orders
          ttl: 10d
          freshness: 1s
          aggregations:
            - name: "amount_{function}_{window}"
              function: [sum, max]
              field: amount
              windows: [1h, 7d]
              where: amount > 5
            - name: "count_{window}"
              function: count
              windows: [1d]
              hop: 1h
              delay: 2d
      features:
        ratio: "amount_sum_1h / amount_sum_7d"
        share: "request.amount * ratio"
      services:
        top@1:
          request: {amount: decimal(2)}
          features:
            - buying.*
            - share
      """;

  @TempDir Path folder;

  private List<String> problems(String yaml) throws IOException {
    Path file = folder.resolve("f.yaml");
    Files.writeString(file, yaml);
    return assertThrows(DefinitionException.class, () -> Definitions.load(file)).problems().stream()
        .map(problem -> problem.toString().replace(file.toString(), "f"))
        .toList();
  }

  @Test
  void theBaseIsGood() throws IOException {
    Path file = folder.resolve("f.yaml");
    Files.writeString(file, YAML);
    assertThat(Definitions.load(file).name(), is("shop"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // names
        "project: shop | project: my shop | f:1: project name 'my shop' is not valid; use letters, digits and _, a letter first, at most 128",
        "project: shop | # | f:1: no project name; begin a file with project: NAME",
        "  buyer: {key |  online: {key: buyer}~  buyer: {key | f:13: entity name 'online' is reserved: it means a route; choose another",
        "buying@1: | buying: | f:15: view 'buying' has no version from 1; write buying@1",
        "top@1: | batch@1: | f:35: service name 'batch' is reserved: it means a route; choose another",
        "top@1: | top@0: | f:35: service 'top@0' has no version from 1; write top@1",
        "ratio: | for: '1'~  ratio: | f:32: feature name 'for' is a word of the expression language; choose another, such as for_value",
        "weight: double | in: double | f:10: field name 'in' is a word of the expression language; choose another, such as in_value",
        "weight: double | order-no: double | f:10: field name 'order-no' is not valid; use letters, digits and _, a letter first, at most 128",
        // sizes and sources
        "8MiB | 1MB | f:2: '1MB' is not a size; write a whole number and one of B, KiB, MiB, GiB, such as 4MiB",
        "topic: orders | topic: or/ders | f:5: 'or/ders' is not a Kafka topic; use letters, digits, '.', '_' and '-', at most 249",
        "event_time: at | event_time: amount | f:6: event_time 'amount' is a decimal(2); declare the field as timestamp",
        "event_time: at | event_time: att | f:6: no field for event_time of source 'orders': 'att'; did you mean at?",
        "    event_time: at | # | f:4: source 'orders' has no 'event_time'; name the timestamp field that holds the event time",
        "event_id: order | event_id: weight | f:7: event_id 'weight' is neither string nor long; declare it as string",
        "    event_id: order | # | f:8: source 'orders' has dedupe but no event_id; name the event_id",
        "dedupe: true | dedupe: yes | f:8: dedupe must be true or false, not 'yes'",
        "resolution: 1s | resolution: 0s | f:9: source 'orders': the resolution is below 1ms; write 1ms",
        "resolution: 1s | resolution: 1s~    max_lateness: 500ms | f:9: source 'orders': max_lateness 500ms is shorter than the resolution 1s, to which event times are floored; events would be late when they happen: allow at least as much",
        "resolution: 1s | resolution: 1sec | f:9: '1sec' is not a duration; write a whole number and one of ms, s, m, h, d, such as 30m",
        "decimal(2), w | decimal(20), w | f:10: 'decimal(20)' is not a field type (field 'amount'); types are string, string(BYTES), long, decimal(SCALE), double, boolean, timestamp, bytes, array(TYPE) and array(TYPE, LENGTH); quote 'decimal(2, half_even)' and 'string(64, truncate)'",
        "columns: {buyer | columns: {bayer | f:11: no field for a column of source 'orders': 'bayer'; did you mean buyer?",
        "known_delay: 0s | known: k, known_delay: 1s | f:11: known and known_delay exclude each other; leave known_delay out, since a column has the known time",
        "known_delay: 0s | header: [order, Buyer, amount, at] | f:11: no column for field 'weight': 'weight'; did you mean amount or at?",
        "known_delay: 0s | header: [order, Buyer, amount, _, _, weight, at, amount] | f:11: column 'amount' of field 'amount' occurs more than once; rename the columns that are not read",
        "known_delay: 0s | known: loaded, header: [order, Buyer, amount, weight, at] | f:11: no column for known: 'loaded'; did you mean order?",
        "format: csv | format: cvs | f:11: no format 'cvs'; did you mean csv? known: parquet, csv, json_lines",
        "format: csv | time_pattern: yyyyb | f:11: 'yyyyb' is not a time pattern: 'b' has no meaning that is the same on every machine; write one like yyyy-MM-dd HH:mm:ss or d MMM yyyy h:mm a",
        "format: csv | zone: Mars/Base | f:11: no time zone 'Mars/Base'; write one like Europe/London or UTC",
        "{key: buyer} | {} | f:13: entity 'buyer' has no 'key'; name the field that holds its id",
        "{key: buyer} | {key: bayer} | f:16: no field for the key of entity 'buyer' in source 'orders': 'bayer'; did you mean buyer?",
        "{key: buyer} | {key: weight} | f:16: the key 'weight' of entity 'buyer' is a double; a key is a string or a long",
        // views
        "entity: buyer | entity: bayer | f:16: no entity 'bayer'; did you mean buyer?",
        "source: orders | source: order | f:17: no source 'order'; did you mean orders?",
        "    entity: buyer | # | f:15: view 'buying@1' has no 'entity'; name the entity that it describes",
        "ttl: 10d | ttl: 3d | f:18: view 'buying@1': its ttl, 3d, is shorter than 'amount_sum_7d' needs, 7d; write at least 7d",
        "[1h, 7d] | [1h, 7d, lifetime] | f:18: view 'buying@1': its ttl, 10d, is shorter than 'amount_sum_lifetime' needs, which is forever; leave ttl out",
        "freshness: 1s | freshness: 0s | f:19: view 'buying@1' has a freshness of zero; write 1s",
        "freshness: 1s | recent_identities: 5000 | f:19: recent_identities must be a whole number from 0 to 4096; not 5000",
        "_{function}_ | _ | f:21: feature 'amount_1h' twice in view 'buying@1'; distinguish them with {window}, {function} or {field} in the name",
        "count_{window} | count {window} | f:26: feature name 'count 1d' is not valid; use letters, digits and _, a letter first, at most 128",
        "[sum, max] | [sum, maxx] | f:22: no function 'maxx'; did you mean max?",
        "[sum, max] | [sum, average] | f:22: no function 'average'; did you mean mean?",
        "where: amount > 5 | filter: amount > 5 | f:25: unknown key 'filter' in aggregation 'amount_{function}_{window}'; did you mean where? known: name, function, field, windows, hop, delay, where",
        "weight: double | weight: float | f:10: 'float' is not a field type (field 'weight'); did you mean double? types are string, string(BYTES), long, decimal(SCALE), double, boolean, timestamp, bytes, array(TYPE) and array(TYPE, LENGTH); quote 'decimal(2, half_even)' and 'string(64, truncate)'",
        "field: amount | field: amuont | f:23: no field 'amuont'; did you mean amount?",
        "field: amount | field: weight | f:23: sum does not accept field 'weight', a double; sums are exact: declare it as decimal(SCALE)",
        "function: [sum, max] | function: [max] | f:32: feature 'ratio': no name 'amount_sum_1h' (column 1); did you mean amount_max_1h?",
        "        field: amount | # | f:21: aggregation 'amount_{function}_{window}': sum needs a field; write field: NAME",
        "function: count | function: time_since_last~        field: order | f:28: time_since_last does not use a field; write where: has(order) instead",
        "[1h, 7d] | [1h, 7w] | f:24: '7w' is not a window; write a duration such as 30m, {sliding: 1h, offset: 1d}, {tumbling: 1h}, {calendar: month, zone: Europe/London}, {last: 100}, {session: 30m, lookback: 1d}, {series: 1h, step: 5m, count: 12} or lifetime",
        "[1h, 7d] | [1h, 7d, {tumble: 1h}] | f:24: unknown key 'tumble' in a window; did you mean tumbling? known: tumbling, previous, sliding, calendar, last, session",
        "[1h, 7d] | [1h, 7d, {sliding: 1h}] | f:24: a sliding window needs an offset; write offset: 1d, or before: true",
        "[1h, 7d] | [1h, 7d, {sliding: 1h, offset: 90s}] | f:24: window 1h or its offset 90s is not a multiple of its hop 1m; choose a hop that divides both",
        "[1h, 7d] | [{session: 30m}, 1h, 7d] | f:24: a session window has no 'lookback'; write lookback: 1d, the longest time to look back",
        "[1h, 7d] | [1h, 7d, {session: 25m, lookback: 1h}] | f:24: the hop 25m of a session window must divide the lookback 1h and be at most the gap 25m; write a hop that is",
        "[1h, 7d] | [1h, 7d, {last: 0}] | f:24: last must be a whole number from 1 to 1000; not 0",
        "[1h, 7d] | [1h, 7d, {calendar: fortnight}] | f:24: no unit 'fortnight'; did you mean month? known: day, week, month, year",
        "[1h, 7d] | [1h, 7d, {calendar: day, zone: Europe/Lundon}] | f:24: no time zone 'Europe/Lundon'; did you mean Europe/London?",
        "[1h, 7d] | [1h, 7d, {calendar: day, hour: 4}] | f:24: unknown key 'hour' in a window; did you mean zone? known: calendar, zone, previous",
        "[1h, 7d] | [1h, 7d, {calendar: month}] | f:18: view 'buying@1': its ttl, 10d, is shorter than 'amount_sum_calendar_month' needs, 31d 2h; write at least 746h",
        "amount > 5 | amuont > 5 | f:25: where: no name 'amuont' (column 1); did you mean amount?",
        "amount > 5 | amount + 5 | f:25: where: a filter must be true or false, this is a number (column 1); compare it with something",
        "hop: 1h | hop: 7h | f:28: window 1d is not a multiple of its hop 7h; choose a hop that divides it, or leave hop out",
        "delay: 2d | delay: 90m | f:30: delay 90m is not a multiple of the hop 1h; choose a hop that divides both the window and the delay",
        "hop: 1h | hop: 0s | f:29: a hop cannot be zero; leave it out for a sixtieth of W",
        "windows: [1d] | windows: lifetime | f:29: a lifetime window has no hop; give lifetime windows an aggregation of their own",
        "8MiB | 4KiB | f:20: view 'buying@1': one entity can need 310 tiles, 12.3KiB; the limit is 4KiB; use longer hops, shorter windows or smaller caps, or raise max_state_size",
        "count_{window} | count_{win} | f:26: feature name 'count_{win}' has an unknown placeholder; the placeholders are {window}, {function} and {field}",
        "hop: 1h | hop: 1500ms | f:29: hop 1500ms, of window 1d, is not a multiple of the resolution of source 'orders', 1s; write a hop that is, and that divides the window",
        "hop: 1h | q: 0.5 | f:29: q is only for quantile; leave it out",
        // features and services
        "amount_sum_1h / | amount_sum_2h / | f:32: feature 'ratio': no name 'amount_sum_2h' (column 1); did you mean amount_sum_1h?",
        "  share: |   amount_sum_1h: '1.0'~  share: | f:33: feature 'amount_sum_1h' is also an aggregation of view 'buying@1'; rename one of them",
        "* ratio | * share | f:33: feature 'share' depends on itself: share → share; break the cycle",
        "request: {amount | request: {price | f:39: service 'top@1': feature 'share' reads request.amount, which the request does not have; add it to the request of the service, or leave the feature out",
        "- buying.* | - buyng.* | f:38: service 'top@1': no view 'buyng'; did you mean buying?",
        "- share | - shore | f:39: service 'top@1': no feature 'shore'; did you mean share?",
        // computed fields
        "weight: double | weight: {type: decimal(2), expression: amuont * 2} | f:10: field 'weight': no name 'amuont' (column 1); did you mean amount? A computed field can read only the fields above it.",
        "weight: double | weight: {type: decimal(2), expression: at} | f:10: field 'weight': no name 'at' (column 1); did you mean amount? A computed field can read only the fields above it.",
        "weight: double | weight: {type: string, expression: amount} | f:10: field 'weight': the expression has type number, but the field has type string (column 1)",
        "at: timestamp} | at: {type: timestamp, expression: timestamp('2020-01-01T00:00:00Z')}} | f:10: field 'at' of source 'orders' cannot be computed; read event time and event id from the input",
        "ratio: \"amount_sum_1h / amount_sum_7d\" | ratio: | f:32: feature 'ratio' has no expression; write ratio: \"a / b\"",
        // files
        "project: shop | project: [shop | f:2: not YAML: expected ',' or ']', but got :",
        "services: | service: | f:34: unknown key 'service' in a definitions file; did you mean services? known: project, sources, entities, views, features, services, calendars, max_state_size",
        "  share: |   ratio: 'true'~  share: | f:33: 'ratio' is written twice here; first on line 32",
      })
  void tells(String good, String bad, String problem) throws IOException {
    String yaml = YAML.replace(good, bad.replace("~", "\n"));
    assertThat(problems(yaml), contains(problem));
  }

  /** Other definitions are still checked, and a mistake causes no second problem. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "entity: buyer | entity: bayer | f:16: no entity 'bayer' | f:23: no field 'weigt'",
        "    source: orders~ | source: order~ | f:17: no source 'order' |",
        "resolution: 1s | resolution: 1sec | f:9: '1sec' is not a duration | f:23: no field 'weigt'",
        "order: string | order: strng | f:10: 'strng' is not a field type | f:23: no field 'weigt'",
        "8MiB | 1MB | f:2: '1MB' is not a size | f:23: no field 'weigt'",
      })
  void tellsOfTheRestToo(String good, String bad, String first, String second) throws IOException {
    String yaml = YAML.replace("field: amount", "field: weigt").replace("- share", "- shore");
    List<String> told = problems(yaml.replace(good.replace("~", ""), bad.replace("~", "")));
    assertThat(told.get(0), startsWith(first));
    if (second != null) {
      assertThat(told.get(1), startsWith(second));
    }
    assertThat(told.stream().anyMatch(each -> each.contains("'shore'")), is(true));
    assertThat(told.size(), is(second == null ? 2 : 3));
  }

  @Test
  void tellsOfEveryItemOfAServiceAndOfNamesWhereATypeCannotBeRead() throws IOException {
    String yaml =
        YAML.replace("weight: double", "weight: dubble")
            .replace("- buying.*", "- buyin.*\n      - request.amont\n      - buying.count_1h")
            .replace("ratio: \"amount_sum_1h", "ratio: \"amont_sum_1h")
            .replace("ttl: 10d", "ttl: 10x");
    assertThat(
        problems(yaml).stream().map(each -> each.replaceAll("; .*", "")).toList(),
        contains(
            "f:10: 'dubble' is not a field type (field 'weight')",
            "f:18: '10x' is not a duration",
            "f:32: feature 'ratio': no name 'amont_sum_1h' (column 1)",
            "f:38: service 'top@1': no view 'buyin'",
            "f:39: service 'top@1': no request field 'amont'",
            "f:40: service 'top@1': no feature of view 'buying@1' 'count_1h'"));
  }
}
