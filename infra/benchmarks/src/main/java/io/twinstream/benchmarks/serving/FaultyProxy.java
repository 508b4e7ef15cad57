package io.twinstream.benchmarks.serving;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A proxy between the server and Redis that delays responses, truncates them, or loses connections.
 */
final class FaultyProxy implements AutoCloseable {
  private static final int SHORTEST_CUT = 20;

  private final ServerSocket listening;
  private volatile int server;
  private volatile int lost;
  private volatile boolean cutting;
  private volatile long delayMillis;

  /** Bytes to forward at a time. */
  private record Due(long at, byte[] bytes) {}

  FaultyProxy(int server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** {@code HOST:PORT}. */
  String address() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Whether to truncate responses of more than a few bytes to half, and close their connection. */
  void cut(boolean on) {
    cutting = on;
  }

  /** Delays responses, also those in flight. */
  void delay(long millis) {
    delayMillis = millis;
  }

  /** Keeps open connections open, but forwards nothing on them any more. */
  void lose() {
    lost++;
  }

  /** Forwards new connections to another server. */
  void moveTo(int port) {
    server = port;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        client.setTcpNoDelay(true);
        daemon(() -> join(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(Socket client) {
    try {
      Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
      upstream.setTcpNoDelay(true);
      int before = lost;
      daemon(() -> questions(client, upstream));
      answers(client, upstream, before);
    } catch (IOException e) {
      closed(client); // The server does not accept connections.
    }
  }

  private static void questions(Socket client, Socket upstream) {
    try (client;
        upstream) {
      client.getInputStream().transferTo(upstream.getOutputStream());
    } catch (IOException e) {
      return; // The other direction has closed it.
    }
  }

  private void answers(Socket client, Socket upstream, int before) {
    LinkedBlockingQueue<Due> due = new LinkedBlockingQueue<>();
    daemon(() -> handOn(client, due));
    byte[] buffer = new byte[1 << 16];
    try (client;
        upstream) {
      InputStream in = upstream.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (lost != before) {
          continue;
        }
        boolean cut = cutting && read > SHORTEST_CUT;
        byte[] bytes = java.util.Arrays.copyOf(buffer, cut ? read / 2 : read);
        if (cut) {
          client.getOutputStream().write(bytes);
          return;
        }
        due.add(new Due(System.nanoTime() + delayMillis * 1_000_000, bytes));
      }
    } catch (IOException e) {
      return; // The other direction has closed it.
    } finally {
      due.add(new Due(0, null));
    }
  }

  private static void handOn(Socket client, LinkedBlockingQueue<Due> due) {
    try {
      OutputStream out = client.getOutputStream();
      for (Due next = due.take(); next.bytes() != null; next = due.take()) {
        long wait = next.at() - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        out.write(next.bytes());
      }
    } catch (IOException e) {
      closed(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      System.err.println("closing a connection: " + e); // It is closed in either case.
    }
  }

  private static void daemon(Runnable body) {
    Thread thread = new Thread(body, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
