package io.twinstream.serving.fault;

import io.twinstream.stores.redis.RedisAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A proxy between a client and a server that can truncate responses and lose connections. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final RedisAddress server;
  private volatile boolean cutting;
  private volatile int lost;

  CuttingProxy(RedisAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  RedisAddress address() {
    return new RedisAddress("127.0.0.1", listening.getLocalPort());
  }

  /**
   * From now on, truncates responses of more than a few bytes to half, and closes their connection.
   */
  void cut(boolean on) {
    cutting = on;
  }

  /** Keeps open connections open, but forwards nothing on them any more. */
  void lose() {
    lost++;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket upstream = new Socket(server.host(), server.port());
        int before = lost;
        daemon(() -> copy(client, upstream, false, before));
        daemon(() -> copy(upstream, client, true, before));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void copy(Socket from, Socket to, boolean answers, int before) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean cut = answers && cutting && read > 20;
        out.write(buffer, 0, lost != before ? 0 : cut ? read / 2 : read);
        if (cut) {
          return;
        }
      }
    } catch (IOException e) {
      return; // The other direction has closed it.
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
