package io.twinstream.cli.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.twinstream.cli.Main;
import io.twinstream.features.testkit.Shop;
import io.twinstream.offline.objects.S3Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsOfCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void files() throws IOException {
    Shop.write(folder);
    Files.writeString(
        folder.resolve("payments.csv"),
        """
        id,card,shop,amount,time
        a,c,1,2.00,2026-05-06T10:00:00Z
        b,c,1,3.00,2026-05-06T10:30:00Z
        """);
  }

  @Test
  void printsTheFeaturesOfAnEntityWithTheirMetadata() {
    String[] one = {"--entity=card=c", "--request=amount=10.00"};
    assertThat(run(0, one, "--as-of=2026-05-06T10:30:00Z"), containsString("count_1h"));
    assertThat(
        run(0, one, "--as-of=2026-05-06T10:30:00Z", "--json"),
        containsString("{\"count_1h\":2,\"share\":2.0,\"sum_1h\":5.0}"));
    assertThat(
        run(0, one, "--as-of=2026-05-06T10:30:00Z", "--rows=exclusive", "--json"),
        containsString("{\"count_1h\":1,\"share\":5.0,\"sum_1h\":2.0}"));
    assertThat(
        run(0, one, "--as-of=2026-05-08T10:30:00Z", "--json"),
        containsString("\"event_time\":\"2026-05-06T10:30:00Z\",\"status\":\"EXPIRED\""));
  }

  @Test
  void aFileOfRowsKeepsItsColumns() throws IOException {
    Path spine = folder.resolve("labels.csv");
    Files.writeString(
        spine, "card,when,amount,label\nc,2026-05-06T10:31:00Z,1.00,1\nd,2026-05-06,1.00,0\n");
    Path output = folder.resolve("rows");
    String[] rows = {"--spine=" + spine, "--time=when", "--output=" + output};
    assertThat(run(0, rows), containsString("2 rows: "));
    try (var files = Files.list(output)) {
      assertThat(files.count(), is(1L));
    }
    run(2, rows);
    assertThat(err.toString(), containsString("exists already"));
    assertThat(Files.exists(folder.resolve(".rows.incomplete")), is(false));
  }

  @Test
  void rowsInAnObjectStoreEqualThoseOfThisMachine() throws IOException {
    Path remote = S3Server.shared().folder("as-of");
    String spine = "card,when,amount,label\nc,2026-05-06T10:31:00Z,1.00,1\nd,2026-05-06,1.00,0\n";
    for (Path place : List.of(folder.resolve("here"), remote)) {
      Files.createDirectories(place);
      Files.writeString(place.resolve("labels.csv"), spine);
      String output = "--output=" + place.resolve("rows");
      run(0, new String[] {"--spine=" + place.resolve("labels.csv"), "--time=when", output});
      run(2, new String[] {"--spine=" + place.resolve("labels.csv"), "--time=when", output});
      assertThat(err.toString(), containsString(place.resolve("rows") + " exists already"));
    }
    try (var files = Files.list(folder.resolve("here/rows"))) {
      Path file = files.findAny().orElseThrow();
      Path copy = remote.resolve("rows").resolve(file.getFileName().toString());
      assertThat(Files.mismatch(file, copy), is(-1L));
    }
  }

  @Test
  void aDateIsItsBeginning() {
    String[] one = {"--entity=card=c", "--request=amount=10.00", "--json"};
    assertThat(run(0, one, "--as-of=2026-05-07"), containsString("2026-05-07T00:00:00Z"));
    run(2, one, "--as-of=tomorrow");
    assertThat(err.toString(), containsString("a date or an instant, such as"));
    assertThat(err.toString(), not(containsString("java.time")));
  }

  @Test
  void whatIsWrongIsSaid() {
    run(2, new String[] {"--entity=card=c"});
    assertThat(err.toString(), containsString("--as-of=TIME"));
    run(2, new String[] {"--as-of=2026-05-06T10:30:00Z", "--entity=card=c", "--rows=self"});
    assertThat(err.toString(), containsString("write exclusive or inclusive"));
    run(2, new String[] {"--as-of=2026-05-06T10:30:00Z", "--entity=crad=c"});
    assertThat(err.toString(), containsString("did you mean card?"));
    run(2, new String[] {"--as-of=2026-05-06T10:30:00Z", "--entity=card=c", "--request=amout=1"});
    assertThat(err.toString(), containsString("did you mean amount?"));
    run(2, new String[] {"--as-of=2026-05-06T10:30:00Z", "--entity=card=c", "--request=amount=x"});
    assertThat(err.toString(), containsString("field 'amount'"));
  }

  private String run(int code, String[] some, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "features",
                "as-of",
                "--definitions=" + folder.resolve("shop.yaml"),
                "--service=card@1",
                "--history=payments=" + folder.resolve("payments.csv")));
    arguments.addAll(List.of(some));
    arguments.addAll(List.of(more));
    out.getBuffer().setLength(0);
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(err.toString(), exit, is(code));
    return out.toString();
  }
}
