package io.twinstream.cli.check;

import io.twinstream.cli.options.Bar;
import io.twinstream.verify.RunProgress;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Prints what begins, and shows a bar on a terminal. */
record PrintedProgress(PrintWriter out) implements RunProgress {
  @Override
  public void say(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public Shown show(String what, long size, LongSupplier done) {
    Bar bar = Bar.show(what, size, done);
    return bar::close;
  }
}
