package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Source;
import io.twinstream.features.event.Event;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.testkit.RealData;
import io.twinstream.offline.log.file.HistoryFiles;
import io.twinstream.offline.log.file.HistoryInputSplit;
import io.twinstream.offline.log.history.HistoryCursor;
import io.twinstream.offline.log.history.HistoryReader;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares sessions and windows of the calendar over real events with SQL written separately. */
@Tag("slow")
class RealWindowsTest {
  private static final String DESKDROP =
      """
      project: desk
      max_state_size: 1GiB
      sources:
        interactions:
          topic: interactions
          event_time: timestamp
          resolution: 1s
          fields: {timestamp: timestamp, eventType: string, contentId: string, personId: string}
          history: {format: csv, epoch: seconds}
      entities: {person: {key: personId}}
      views:
        person@1:
          entity: person
          source: interactions
          recent_identities: 0
          aggregations:
            - {name: "{function}", function: [session_count, mean_session, longest_session], gap: 30m,
               windows: 400d, hop: 30m}
            - {name: last_count, function: count, windows: {session: 30m, lookback: 400d, last: true}}
            - {name: last_contents, function: distinct, field: contentId, cap: 1024,
               windows: {session: 30m, lookback: 400d, last: true}}
            - {name: last_views, function: count, where: "eventType == 'VIEW'",
               windows: {session: 30m, lookback: 400d, last: true}}
      """;

  /** Gaps and islands: an event begins a session if none is at most 30 minutes before it. */
  private static final String SESSIONS =
      """
      with events as (
        select personId as person, timestamp::bigint as s, eventType as kind, contentId as content
        from read_csv('FILE', all_varchar = true)),
      begun as (
        select *, coalesce(s - lag(s) over (partition by person order by s) > 1800, true) as begins
        from events),
      islands as (
        select *, sum(begins::int) over (partition by person order by s) as session from begun),
      sessions as (
        select person, session, max(s) - min(s) as length, count(*) as n,
          count(distinct content) as contents, count(*) filter (kind = 'VIEW') as views
        from islands group by person, session)
      select person, count(*) as session_count, avg(length)::double as mean_session,
        max(length)::double as longest_session, last(n order by session) as last_count,
        last(contents order by session) as last_contents, last(views order by session) as last_views
      from sessions group by person
      """;

  private static final String RETAIL_VIEW =
      """
      max_state_size: 64MiB
      views:
        country@1:
          entity: country
          source: invoice_lines
          recent_identities: 0
          aggregations:
            - name: "{window}"
              function: sum
              field: quantity
              windows:
                - {calendar: day, zone: Europe/London}
                - {calendar: day, zone: Europe/London, previous: true}
                - {calendar: week, zone: Europe/London}
                - {calendar: week, zone: Europe/London, previous: true}
                - {calendar: month, zone: Europe/London}
                - {calendar: month, zone: Europe/London, previous: true}
                - {calendar: year, zone: Europe/London}
                - {calendar: year, zone: Europe/London, previous: true}
      """;

  /** The times of the file are those of London, so the days of the text are the local ones. */
  private static final String CALENDAR =
      """
      with lines as (
        select Country as country, cast(InvoiceDate as timestamp)::date as day,
          cast(Quantity as bigint) as n
        from read_csv('FILE', all_varchar = true)),
      days as (select country, day, sum(n) as n from lines group by country, day)
      select a.country, a.day::varchar as day,
        sum(b.n::double) filter (b.day = a.day) as d,
        sum(b.n::double) filter (b.day = a.day - 1) as pd,
        sum(b.n::double) filter (date_trunc('week', b.day) = date_trunc('week', a.day)) as w,
        sum(b.n::double) filter (date_trunc('week', b.day) = date_trunc('week', a.day) - interval 7 day) as pw,
        sum(b.n::double) filter (date_trunc('month', b.day) = date_trunc('month', a.day)) as m,
        sum(b.n::double) filter (date_trunc('month', b.day) = date_trunc('month', a.day) - interval 1 month)
          as pm,
        sum(b.n::double) filter (year(b.day) = year(a.day)) as y,
        sum(b.n::double) filter (year(b.day) = year(a.day) - 1) as py
      from days a join days b on a.country = b.country and b.day <= a.day
      group by a.country, a.day
      """;

  @TempDir Path folder;

  @Test
  void sessionsOfDeskdropAreGapsAndIslands() throws Exception {
    Path zip = RealData.file("deskdrop_users_interactions.csv.zip");
    Path csv = folder.resolve("interactions.csv");
    try (ZipFile file = new ZipFile(zip.toFile());
        InputStream in = file.getInputStream(file.entries().nextElement())) {
      Files.copy(in, csv);
    }
    Project project = Definitions.load(Files.writeString(folder.resolve("desk.yaml"), DESKDROP));
    CompiledView view = CompiledView.of(project, project.view("person@1"));
    Map<String, List<Event>> events = events(project.source("interactions"), view, "personId", csv);
    int compared = 0;
    Random random = new Random(5);
    for (Map<String, Object> expected : query(SESSIONS.replace("FILE", csv.toString()))) {
      String person = (String) expected.remove("person");
      List<Event> own = new ArrayList<>(events.get(person));
      Collections.shuffle(own, random);
      EntityState state = view.empty();
      for (Event event : own) {
        state = view.add(state, event);
      }
      FeatureRow row = view.evaluate(view.encode(state), state.newest());
      assertThat(person, values(row), is(List.copyOf(expected.values())));
      compared++;
    }
    assertThat(compared, is(1_895));
  }

  @Test
  void daysOfLondonAreThoseOfOnlineRetail() throws Exception {
    Path file = RealData.file("online_retail_2010_2011.csv.gz");
    String retail = Files.readString(RealData.example("retail").resolve("retail.yaml"));
    Path yaml = folder.resolve("retail.yaml");
    String source = retail.substring(0, retail.indexOf("\nviews:"));
    Files.writeString(
        yaml, source.replace("resolution: 1m", "resolution: 1s") + "\n" + RETAIL_VIEW);
    Project project = Definitions.load(yaml);
    CompiledView view = CompiledView.of(project, project.view("country@1"));
    Map<String, List<Event>> events =
        events(project.source("invoice_lines"), view, "country", file);
    Map<String, List<Object>> ours = new HashMap<>();
    for (Map.Entry<String, List<Event>> country : events.entrySet()) {
      EntityState state = view.empty();
      List<Event> own = country.getValue();
      own.sort((a, b) -> Long.compare(a.ts(), b.ts()));
      for (int i = 0; i < own.size(); i++) {
        state = view.add(state, own.get(i));
        if (i == own.size() - 1 || !day(own.get(i)).equals(day(own.get(i + 1)))) {
          FeatureRow row = view.evaluate(state, state.newest());
          ours.put(country.getKey() + " " + day(own.get(i)), values(row));
        }
      }
    }
    int compared = 0;
    for (Map<String, Object> theirs : query(CALENDAR.replace("FILE", file.toString()))) {
      String key = theirs.remove("country") + " " + theirs.remove("day");
      assertThat(key, ours.get(key), is(new ArrayList<>(theirs.values())));
      compared++;
    }
    assertThat(compared, is(ours.size()));
    assertThat(compared, is(greaterThan(1_000)));
  }

  private static Map<String, List<Event>> events(
      Source source, CompiledView view, String key, Path file) {
    Map<String, List<Event>> events = new HashMap<>();
    Set<String> keys = Set.of(key);
    for (HistoryInputSplit split : HistoryFiles.splits(source, List.of(file.toString()))) {
      HistoryReader reader = HistoryReader.of(source, keys, EventDecoder.DEFAULT_MAX_BYTES);
      try (HistoryCursor cursor = reader.open(split)) {
        for (var next = cursor.next(); next != null; next = cursor.next()) {
          Event event = (Event) next; // no row of the files is refused
          events.computeIfAbsent(view.key(event), k -> new ArrayList<>()).add(event);
        }
      }
    }
    return events;
  }

  private static LocalDate day(Event event) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(event.ts()), ZoneId.of("Europe/London"));
  }

  private static List<Object> values(FeatureRow row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.value(i));
    }
    return values;
  }

  /** Returns text, doubles, and whole numbers as longs. */
  private static List<Map<String, Object>> query(String sql) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          Object value = result.getObject(i);
          boolean whole = value instanceof Number && !(value instanceof Double);
          row.put(result.getMetaData().getColumnName(i), whole ? result.getLong(i) : value);
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
