package io.twinstream.options;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.aggregate.Visibility;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Tests that exactly the options that a user gives to a command reach the process that it starts.
 */
class GivenOptionsTest {
  private static final String[] REQUIRED = {"--definitions", "my features", "--history", "a=x y/"};

  @Command(name = "backfill")
  private static final class Backfill {
    @Mixin private BackfillOptions options;

    @Option(names = "--check")
    private boolean check;
  }

  @Command(name = "check")
  private static final class Check {
    @Mixin private DefinitionsOption definitions;
    @Mixin private HistoryOption history;
    @Mixin private RowsOption rows = new RowsOption(Visibility.EXCLUSIVE);
    @Mixin private KnownRange range;
  }

  private final Backfill backfill = new Backfill();
  private final CommandLine command = new CommandLine(backfill);

  private List<String> parse(String... more) {
    command.parseArgs(Stream.of(REQUIRED, more).flatMap(Arrays::stream).toArray(String[]::new));
    return GivenOptions.of(command.getCommandSpec(), "options");
  }

  @Test
  void whatWasGivenIsPassedOnAsItWasWritten() {
    List<String> given =
        parse(
            "--history=b=y*.csv",
            "--views",
            "one@1,two@2",
            "--views=three@1",
            "--online",
            "--rows=self",
            "--chunk",
            "7d",
            "--from=2026-05-06",
            "--bootstrap-servers",
            "h:1",
            "--service",
            "s@1",
            "--at=a",
            "--check");
    assertThat(
        given,
        containsInAnyOrder(
            "--definitions=my features",
            "--history=a=x y/",
            "--history=b=y*.csv",
            "--views=one@1,two@2",
            "--views=three@1",
            "--online",
            "--rows=self",
            "--chunk=7d",
            "--from=2026-05-06",
            "--kafka=h:1",
            "--service=s@1",
            "--at=a"));
    Backfill job = new Backfill();
    new CommandLine(job).parseArgs(given.toArray(String[]::new));
    assertThat(job.options.history.bySource, is(Map.of("a", "x y/", "b", "y*.csv")));
    assertThat(job.options.views.ids, contains("one@1", "two@2", "three@1"));
    assertThat(job.options.rows(), is(Visibility.SELF));
    assertThat(job.options.chunk, is(Optional.of(Duration.ofDays(7))));
    assertThat(job.options.range.from, is(Optional.of(Instant.parse("2026-05-06T00:00:00Z"))));
    assertThat(job.options.kafka.brokers, is(Optional.of("h:1")));
    assertThat(job.options.service(), is(Optional.of("s@1")));
    assertThat(job.options.at(), is(Optional.of("a")));
    assertThat(job.check, is(false));
  }

  @Test
  void whatWasNotGivenIsLeftToTheDefaultsOfTheProcess() {
    assertThat(parse(), containsInAnyOrder("--definitions=my features", "--history=a=x y/"));
    assertThat(backfill.options.service(), is(Optional.empty()));
    assertThat(backfill.options.inChunks(), is(false));
    assertThat(parse("--to=2026-05-06").size(), is(3));
    assertThat(parse().size(), is(2)); // nothing stays from the time before
  }

  @Test
  void anotherCommandGetsWhatItHasToo() {
    parse("--rows=inclusive", "--online", "--to", "2026-05-06", "--check");
    CommandLine check = new CommandLine(new Check());
    assertThat(
        GivenOptions.shared(command.getCommandSpec(), check.getCommandSpec()),
        containsInAnyOrder(
            "--definitions=my features",
            "--history=a=x y/",
            "--rows=inclusive",
            "--to=2026-05-06"));
  }

  @Test
  void thereIsOneSpellingOfEach() {
    assertThat(refusal("--rows=SELF"), containsString("'SELF'"));
    assertThat(refusal("--chunk=often"), containsString("'often' is not a duration"));
    assertThat(refusal("--chunk=0s"), containsString("longer than 0"));
    assertThat(refusal("--from=noon"), containsString("'noon' is not a time"));
    assertThat(refusal("--at=a"), containsString("--service"));
  }

  private String refusal(String option) {
    return assertThrows(ParameterException.class, () -> parse(option)).getMessage();
  }

  @Test
  void theIntervalOfLogsMayStillBeGivenInSeconds() {
    StreamCommand stream = new StreamCommand();
    CommandLine line = new CommandLine(stream);
    line.parseArgs("--definitions=x", "--log-seconds=5");
    assertThat(stream.options.logInterval(), is(Duration.ofSeconds(5)));
    assertThat(
        GivenOptions.of(line.getCommandSpec(), "options"),
        containsInAnyOrder("--definitions=x", "--log-seconds=5"));
    line.parseArgs("--definitions=x", "--log-interval=500ms");
    assertThat(stream.options.logInterval(), is(Duration.ofMillis(500)));
    line.parseArgs("--definitions=x");
    assertThat(stream.options.logInterval(), is(Duration.ofSeconds(60)));
    assertThat(stream.options.views.ids, is(empty()));
  }

  @Command(name = "stream")
  private static final class StreamCommand {
    @Mixin private StreamOptions options;
  }
}
