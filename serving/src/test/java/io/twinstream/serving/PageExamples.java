package io.twinstream.serving;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.micronaut.runtime.server.EmbeddedServer;
import io.twinstream.local.process.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the examples of a page of this module against a test's server. */
public final class PageExamples {
  private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
  private static final Path MODULE = Installation.find().home().resolve("serving");

  private final String page;
  private final String address;

  /**
   * @param page the file's name
   * @param server that replaces {@code localhost:8080}
   */
  public PageExamples(String page, EmbeddedServer server) throws IOException {
    this.page = Files.readString(MODULE.resolve(page));
    this.address = server.getHost() + ":" + server.getPort();
  }

  /** The code blocks of a language. */
  public List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(page);
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        blocks.add(matcher.group(2).replace("localhost:8080", address));
      }
    }
    return blocks;
  }

  /** The source of a test class. */
  public static String source(Class<?> test) throws IOException {
    return Files.readString(
        MODULE.resolve("src/test/java").resolve(test.getName().replace('.', '/') + ".java"));
  }

  /** Whether this machine has the programs that an example needs. */
  public static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The output of a command, which must succeed. */
  public static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS), is(true));
      assertThat(out, process.exitValue(), is(0));
      return out;
    } finally {
      process.destroyForcibly();
    }
  }
}
