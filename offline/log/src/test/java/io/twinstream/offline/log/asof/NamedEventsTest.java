package io.twinstream.offline.log.asof;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.Visibility;
import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.service.CompiledService;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Tests rows of a spine that name events by their ids. */
class NamedEventsTest extends SpineFixture {
  private static final String OF_TWO_SOURCES =
      DEFINITIONS
          .replace(
              "entities:",
              """
                refunds:
                  topic: refunds
                  event_time: time
                  event_id: id
                  fields: {id: string, card: string, time: timestamp}
                  history: {format: csv}
              entities:\
              """)
          .replace(
              "services:",
              """
                refunded@1:
                  entity: card
                  source: refunds
                  aggregations: [{name: refunds_24h, function: count, windows: 24h, hop: 1m}]
              services:\
              """)
          .replace("[count_24h]", "[count_24h, refunds_24h]");

  /** Its own event counts in no row, however late; an event of another source has but its id. */
  @ParameterizedTest
  @EnumSource(value = Visibility.class, mode = Mode.EXCLUDE, names = "SELF")
  void aRowNeverSeesTheEventThatItNames(Visibility visibility) throws Exception {
    Files.writeString(folder.resolve("refunds.csv"), "id,card,time\na,12e4,2026-03-01T10:30:00Z\n");
    Files.writeString(
        spine.resolve("a.csv"),
        """
        id,card,time
        a,12e4,2026-03-01T11:30:00Z
        b,12e4,2026-03-01T11:30:00Z
        b,12e4,2026-03-01T11:00:00Z
        x,12e4,2026-03-01T11:30:00Z
        """);
    Project project = Definitions.parse(Map.of("pay.yaml", OF_TWO_SOURCES));
    CompiledService service = CompiledService.of(project, project.service("fraud@1"));
    Map<String, String> history =
        Map.of(
            "pay", folder.resolve("pay.csv").toString(),
            "refunds", folder.resolve("refunds.csv").toString());
    SpineFeatures.of(
            project,
            AsOfReader.replaying(project, service, history),
            SpineFeatures.request(project, service, spine.toString()))
        .write("fraud@1", visibility, folder.resolve("out"));
    assertThat(
        query("SELECT id, count_24h, refunds_24h FROM %s ORDER BY time, id"),
        is(List.of("b|1|1", "a|1|1", "b|1|1", "x|2|1")));
  }
}
