package io.twinstream.cli.options;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** The option of commands that print JSON. */
public final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON.")
  public boolean wanted;

  /** Returns the writer for progress: standard error if standard output is JSON. */
  public PrintWriter progress(PrintWriter out, PrintWriter err) {
    return wanted ? err : out;
  }
}
