package io.twinstream.cli.definitions;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.features.function.library.Functions;
import io.twinstream.local.process.Installation;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DocsCommandTest {
  private static String docs(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new DocsCommand()).setOut(new PrintWriter(out));
    assertThat(command.execute(arguments), is(0));
    return out.toString();
  }

  @Test
  void describesEveryFunction() {
    String page = docs();
    Functions.ids().forEach(id -> assertThat(page, containsString("## " + id + "\n")));
    assertThat(page, containsString("`cap`: a whole number from 1 to 65536; "));
    assertThat(page, containsString("Memory: at most 24 bytes per tile"));
  }

  @Test
  void describesEveryFeatureOfDefinitions() {
    String page =
        docs(Installation.find().home().resolve("transforms/examples/payments").toString());
    assertThat(page, containsString("## card_spend@1\n"));
    assertThat(page, containsString("| `amount_sum_1h` | double | `sum(amount)` over 1h |"));
    assertThat(page, not(containsString("null |")));
  }
}
