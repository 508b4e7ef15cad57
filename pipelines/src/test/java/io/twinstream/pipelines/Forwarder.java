package io.twinstream.pipelines;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Forwards a second address to a server, until it is closed. */
final class Forwarder implements AutoCloseable {
  private final String to;
  private final ServerSocket server;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  private Forwarder(String to, ServerSocket server) {
    this.to = to;
    this.server = server;
  }

  /**
   * @param to {@code HOST:PORT}
   */
  static Forwarder to(String to) throws IOException {
    Forwarder forwarder =
        new Forwarder(to, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    forwarder.open.add(forwarder.server);
    start(forwarder::accept);
    return forwarder;
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  private void accept() throws IOException {
    int colon = to.lastIndexOf(':');
    while (!server.isClosed()) {
      Socket client = server.accept();
      open.add(client);
      Socket behind = new Socket(to.substring(0, colon), Integer.parseInt(to.substring(colon + 1)));
      open.add(behind);
      start(() -> copy(client, behind));
      start(() -> copy(behind, client));
    }
  }

  private static void copy(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void start(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                // One of the ends is closed.
              }
            },
            "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
