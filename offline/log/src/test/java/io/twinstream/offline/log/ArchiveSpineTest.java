package io.twinstream.offline.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.definition.FieldType;
import io.twinstream.features.event.Event;
import io.twinstream.offline.log.history.Spine;
import io.twinstream.offline.log.history.SpineReader;
import io.twinstream.offline.log.history.SpineRefusals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the archive of a source's events as a spine. */
class ArchiveSpineTest {
  @TempDir Path folder;

  private List<Event> archived;

  @BeforeEach
  void archive() throws Exception {
    OrderArchive archive = new OrderArchive(folder);
    int due = OrderArchive.SOURCE.schema().slot("due");
    archived = new ArrayList<>(archive.events(0, 40));
    archived.removeIf(order -> order.isNull(due));
    archive.write(archived);
    archived.sort(Comparator.comparing(Event::id));
  }

  @Test
  void aRowIsAtItsEventTimeWheneverThatWasKnown() {
    List<Event> rows = rows(spine(Optional.empty(), false));
    for (int i = 0; i < archived.size(); i++) {
      assertThat(rows.get(i).ts(), is(archived.get(i).ts()));
      assertThat(rows.get(i).known(), is(archived.get(i).ts()));
    }
  }

  @Test
  void aRowIsAtTheTimeThatIsSaidAndKeepsItsOwn() {
    for (boolean areEvents : new boolean[] {false, true}) {
      Spine spine = spine(Optional.of("due"), areEvents);
      List<Event> rows = rows(spine);
      for (int i = 0; i < archived.size(); i++) {
        long due = archived.get(i).bits(OrderArchive.SOURCE.schema().slot("due"));
        assertThat(rows.get(i).ts(), is(due));
        assertThat(rows.get(i).known(), is(due));
        assertThat(rows.get(i).bits(spine.slot("time")), is(archived.get(i).ts()));
      }
    }
  }

  @Test
  void aRowThatIsItsEventIsKnownWithIt() {
    List<Event> rows = rows(spine(Optional.empty(), true));
    for (int i = 0; i < archived.size(); i++) {
      assertThat(rows.get(i).known(), is(archived.get(i).known()));
    }
  }

  private Spine spine(Optional<String> time, boolean areEvents) {
    return SpineReader.read(
        new Spine.Request(
            folder.toString(),
            time,
            Map.of("user", FieldType.STRING),
            Map.of(),
            OrderArchive.SOURCE,
            areEvents,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Set.of()));
  }

  private List<Event> rows(Spine spine) {
    List<Event> rows = new ArrayList<>();
    SpineRefusals.requireNone(spine, 1000);
    spine.reader(1000).forEachEvent(folder.toString(), rows::add);
    rows.sort(Comparator.comparing(Event::id));
    return rows;
  }
}
