package io.twinstream.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Finds free loopback ports. */
public final class Ports {
  private static final int CONNECT_MILLIS = 200;

  /** Less than the number of ports to choose from. */
  private static final int MAX_GIVEN = 10_000;

  /** The system may return a port again that is not bound yet; two of one server would be equal. */
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** Returns a port that was free a moment ago and was not returned before in this process. */
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

  /** Reports whether a server can listen on the port. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // Like servers, ignores closed connections that linger.
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

  /** Reports whether something accepts connections on the port. */
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
