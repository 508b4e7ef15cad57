package io.twinstream.cli.options;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Whether a command prints for machines. */
public final class JsonOption {
  @Option(names = "--json", description = "Print the result as JSON.")
  public boolean wanted;

  /** Where lines for people go: not among the JSON. */
  public PrintWriter progress(PrintWriter out, PrintWriter err) {
    return wanted ? err : out;
  }
}
