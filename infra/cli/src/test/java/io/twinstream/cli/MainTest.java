package io.twinstream.cli;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import io.twinstream.local.process.Installation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @TempDir Path folder;

  @Test
  void everyCommandTeachesWithExamples() {
    teaches(commandLine);
  }

  private static void teaches(CommandLine parent) {
    for (CommandLine command : parent.getSubcommands().values()) {
      String help = command.getUsageMessage();
      assertThat(command.getCommandName(), help, containsString("--help"));
      // The list of commands only shows the first line.
      String first = command.getCommandSpec().usageMessage().description()[0];
      assertThat(command.getCommandName() + ": " + first, first, endsWith("."));
      if (command.getSubcommands().isEmpty()) {
        assertThat(command.getCommandName(), help, containsString("Examples:\n  twinstream"));
      }
      teaches(command);
    }
  }

  @Test
  void definitionsAreCheckedAndEveryProblemIsShown() throws Exception {
    String examples = Installation.find().home().resolve("transforms/examples/payments").toString();
    assertThat(commandLine.execute("definitions", "check", examples), is(0));
    assertThat(out.toString(), containsString("card_spend@1"));
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, "project: p\nviews:\n  v@1: {entity: e, : }}\n");
    assertThat(commandLine.execute("definitions", "check", wrong.toString()), is(1));
    assertThat(out.toString(), containsString("wrong.yaml:3"));
    assertThat(out.toString(), containsString("problem(s)"));
    assertThat(commandLine.execute("definitions", "check", wrong.toString(), "--json"), is(1));
    assertThat(out.toString(), containsString("{\"problems\":[{"));
  }

  @Test
  void definitionsAreTestedByTheFilesBesideThem() throws Exception {
    Path payments = Installation.find().home().resolve("transforms/examples/payments");
    assertThat(commandLine.execute("definitions", "test", payments.toString()), is(0));
    assertThat(out.toString(), containsString("pass  a duplicate counts once"));
    Files.copy(payments.resolve("payments.yaml"), folder.resolve("payments.yaml"));
    assertThat(commandLine.execute("definitions", "test", folder.toString()), is(1));
    assertThat(out.toString(), containsString("no tests: " + folder));
    Files.writeString(
        folder.resolve("wrong.test.yaml"),
        """
        tests:
          - name: wrong
            expect: [{at: 2026-01-01T00:00:00Z, entities: {card: c}, features: {count_5m: 1}}]
        """);
    assertThat(commandLine.execute("definitions", "test", folder.toString()), is(1));
    assertThat(out.toString(), containsString("wrong.test.yaml:3: count_5m is 0"));
  }

  @Test
  void aLiveJobOnAnotherRunnerIsNotSubmitted() throws Exception {
    String payments = Installation.find().home().resolve("transforms/examples/payments").toString();
    int code =
        commandLine.execute(
            "stream", "run", "--definitions", payments, "--", "--runner=DirectRunner");
    assertThat(code, is(2));
    assertThat(err.toString(), containsString("this command submits to a Flink cluster"));
  }

  @Test
  void onlyANameThatIsNearIsSuggested() {
    assertThat(commandLine.execute("serv"), is(2));
    assertThat(err.toString(), containsString("no command 'serv'\ndid you mean serve?\nsee: "));
    assertThat(commandLine.execute("frobnicate"), is(2));
    assertThat(err.toString(), endsWith("no command 'frobnicate'\nsee: twinstream --help\n"));
    assertThat(commandLine.execute("generate", "--sed", "3"), is(2));
    assertThat(err.toString(), containsString("did you mean --seed?"));
  }

  @Test
  void definitionsThatAreNotThereAreNoProblemOfTheirs() {
    String nowhere = folder.resolve("nowhere").toString();
    assertThat(commandLine.execute("definitions", "check", nowhere), is(3));
    assertThat(commandLine.execute("definitions", "test", nowhere), is(3));
    assertThat(err.toString(), containsString("there is no file or folder " + nowhere));
  }

  @Test
  void aPortInUseIsReportedInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "--port=" + taken.getLocalPort();
      assertThat(commandLine.execute("serve", "--definitions=.", "--redis=h:1", port), is(3));
    }
    assertThat(err.toString(), containsString("cannot listen on 127.0.0.1:"));
    assertThat(err.toString().lines().count(), is(1L));
  }

  @Test
  void wrongUsageIsExitCodeTwo() {
    assertThat(commandLine.execute(), is(2));
    assertThat(commandLine.execute("generate", "--cards", "many"), is(2));
    assertThat(err.toString(), containsString("'many' is not an int"));
    assertThat(commandLine.execute("generate", "--span", "5 apples"), is(2));
    assertThat(err.toString(), containsString("such as 30s"));
    assertThat(commandLine.execute("generate", "--span", "5m"), is(2));
    assertThat(err.toString(), containsString("--span needs --count"));
  }

  @Test
  void aStackThatIsNotThereIsExitCodeThreeAndSaysHowToStartOne() {
    String none = folder.resolve("none").toString();
    assertThat(commandLine.execute("generate", "--state", none, "--count", "1"), is(3));
    assertThat(err.toString(), containsString("no addresses in " + folder.toAbsolutePath()));
    assertThat(err.toString(), containsString("twinstream up"));
    assertThat(commandLine.execute("down", "--state", none), is(0));
    assertThat(out.toString(), containsString("nothing runs here"));
  }
}
