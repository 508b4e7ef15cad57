package io.twinstream.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Finds free loopback ports. */
public final class Ports {
  private static final int CONNECT_MILLIS = 200;

  /**
   * Below the ports that systems choose for outgoing connections (from 32768 on Linux): one of
   * those could be taken before the server listens, which may be seconds later.
   */
  private static final int FIRST = 10_000;

  private static final int END = 32_000;

  /** Processes that start at the same time have different ids, so they begin at other ports. */
  private static final int PER_PROCESS = 100;

  private static int next =
      FIRST + (int) (ProcessHandle.current().pid() * PER_PROCESS % (END - FIRST));

  private Ports() {}

  /**
   * Returns a port that was free a moment ago and was not returned before in this process, unless
   * all ports were.
   *
   * @throws IllegalStateException if no port is free
   */
  public static synchronized int free() {
    for (int i = FIRST; i < END; i++) {
      int port = next;
      next = port + 1 == END ? FIRST : port + 1;
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no loopback port between %d and %d is free".formatted(FIRST, END - 1));
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
