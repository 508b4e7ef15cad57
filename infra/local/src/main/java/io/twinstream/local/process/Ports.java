package io.twinstream.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Loopback ports. */
public final class Ports {
  private static final int CONNECT_MILLIS = 200;

  /** Fewer than there are to choose from. */
  private static final int MAX_GIVEN = 10_000;

  /**
   * The system may give a port again that nobody has bound yet: two of one server would be the
   * same.
   */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that was free a moment ago, and that this process was not given before. */
  public static synchronized int free() {
    if (GIVEN.size() >= MAX_GIVEN) {
      GIVEN.clear();
    }
    int port = bindable();
    while (!GIVEN.add(port)) {
      port = bindable();
    }
    return port;
  }

  /** Whether a server can listen there. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as servers do: connections that were closed do not count
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int bindable() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free loopback port", e);
    }
  }

  /** Whether something accepts connections there. */
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
