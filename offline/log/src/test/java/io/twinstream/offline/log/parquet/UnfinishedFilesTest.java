package io.twinstream.offline.log.parquet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.Reason;
import io.twinstream.offline.log.archive.DeadLetterTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedFilesTest {
  @TempDir Path table;

  @Test
  void aWriterDeletesWhatOthersLeftHalfWrittenLongAgoAndNothingElse() throws Exception {
    Path first = DeadLetterTable.writer(table).write(List.of(letter(1))).get(0);
    Path old = left(first.getParent(), ".part-a.parquet.x.tmp", Duration.ofHours(2));
    Path oldOfAnotherDay = left(day("2020-01-01"), ".part-b.parquet.x.tmp", Duration.ofDays(9));
    Path young = left(first.getParent(), ".part-c.parquet.x.tmp", Duration.ofMinutes(30));
    Path foreign = left(first.getParent(), ".notes.tmp", Duration.ofDays(9));
    Files.setLastModifiedTime(first, FileTime.from(now().toInstant().minus(Duration.ofDays(9))));

    Path second = DeadLetterTable.writer(table).write(List.of(letter(2))).get(0);
    assertThat(Files.exists(old), is(false));
    assertThat(Files.exists(oldOfAnotherDay), is(false));
    assertThat(Files.exists(young), is(true));
    assertThat(Files.exists(foreign), is(true));
    assertThat(Files.exists(first), is(true));
    assertThat(Files.exists(second), is(true));
  }

  private Path day(String date) throws Exception {
    return Files.createDirectories(table.resolve("event_date=" + date));
  }

  private Path left(Path folder, String name, Duration ago) throws Exception {
    Path file = Files.createFile(folder.resolve(name));
    FileTime then = FileTime.from(Files.getLastModifiedTime(file).toInstant().minus(ago));
    return Files.setLastModifiedTime(file, then);
  }

  private FileTime now() throws Exception {
    return Files.getLastModifiedTime(Files.createFile(table.resolve("now")));
  }

  private static DeadLetter letter(long offset) {
    Position position = new Position("topic", 0, offset);
    return DeadLetter.of("s", position, 7_000, Reason.MALFORMED, "", new byte[0]);
  }
}
