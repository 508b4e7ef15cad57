package io.twinstream.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs another main class in a JVM that ends when its standard input does.
 *
 * <p>The parent holds the other end of the pipe, and the kernel closes it however the parent ends,
 * even by SIGKILL, so there are no orphans. It uses only the JDK, because it is on the class path
 * of every module.
 */
public final class Watched {
  private static final int TERMINATED = 143;
  private static final long GRACE_SECONDS = 20;

  private Watched() {}

  public static void main(String[] args) throws Throwable {
    InputStream parent = System.in;
    System.setIn(InputStream.nullInputStream());
    daemon("parent-watch", () -> awaitEnd(parent));
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void awaitEnd(InputStream parent) {
    try {
      parent.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed, ending: " + e);
    }
    daemon("parent-watch-halt", Watched::haltAfterGrace);
    System.exit(TERMINATED);
  }

  private static void haltAfterGrace() {
    try {
      TimeUnit.SECONDS.sleep(GRACE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(TERMINATED);
  }

  private static void daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
  }
}
