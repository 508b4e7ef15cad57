package io.twinstream.benchmarks.serving;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A keep-alive connection that sends prepared requests and reads responses at the least CPU cost.
 * Not thread-safe; reconnects after the server has closed it.
 */
final class HttpConnection implements AutoCloseable {
  private static final byte[] LENGTH = ascii("content-length:");
  private static final byte[] CHUNKED = ascii("transfer-encoding: chunked");
  private static final byte[] CLOSE = ascii("connection: close");

  private final InetSocketAddress address;
  private final int timeoutMillis;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private byte[] buffer = new byte[1 << 16];
  private int length;
  private int bodyFrom;

  HttpConnection(URI server, int timeoutMillis) {
    this.address = new InetSocketAddress(server.getHost(), server.getPort());
    this.timeoutMillis = timeoutMillis;
  }

  /** A request with a JSON body, or without a body if it is null. */
  static byte[] request(String method, String path, byte[] json, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    if (json != null) {
      head.append("Content-Type: application/json\r\nContent-Length: ");
      head.append(json.length).append("\r\n");
    }
    byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] body = json == null ? new byte[0] : json;
    byte[] request = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, request, first.length, body.length);
    return request;
  }

  /**
   * Sends a request and reads the whole response.
   *
   * @return its status
   * @throws IOException if there is none
   */
  int exchange(byte[] request) throws IOException {
    if (socket == null) {
      connect();
    }
    try {
      out.write(request);
      return read();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** The body of the last response. */
  String body() {
    return new String(buffer, bodyFrom, length - bodyFrom, StandardCharsets.UTF_8);
  }

  private void connect() throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(timeoutMillis);
    socket.connect(address, timeoutMillis);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private int read() throws IOException {
    length = 0;
    int end = -1;
    while (end < 0) {
      int from = Math.max(0, length - 3);
      fill();
      end = headEnd(from);
    }
    bodyFrom = end;
    int status = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
    int at = find(LENGTH, end);
    if (at >= 0) {
      int total = end + number(at + LENGTH.length);
      while (length < total) {
        fill();
      }
    } else if (find(CHUNKED, end) >= 0) {
      while (!endsChunks()) {
        fill();
      }
    }
    boolean old = buffer[7] == '0'; // HTTP/1.0, the response to a request without a version
    if (old || find(CLOSE, end) >= 0) {
      close();
    }
    return status;
  }

  private boolean endsChunks() {
    return length - bodyFrom >= 5
        && new String(buffer, length - 5, 5, StandardCharsets.ISO_8859_1).equals("0\r\n\r\n");
  }

  private void fill() throws IOException {
    if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * length);
    }
    int read = in.read(buffer, length, buffer.length - length);
    if (read < 0) {
      throw new EOFException("the server closed the connection after " + length + " bytes");
    }
    length += read;
  }

  private int headEnd(int from) {
    for (int i = from; i + 3 < length; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  /** The index of a header, given in lower case; -1 if it is missing. */
  private int find(byte[] lower, int end) {
    for (int i = 0; i + lower.length <= end; i++) {
      int k = 0;
      while (k < lower.length && Character.toLowerCase(buffer[i + k]) == lower[k]) {
        k++;
      }
      if (k == lower.length) {
        return i;
      }
    }
    return -1;
  }

  private int number(int from) {
    int value = 0;
    int i = from;
    while (buffer[i] == ' ') {
      i++;
    }
    for (; buffer[i] >= '0' && buffer[i] <= '9'; i++) {
      value = value * 10 + buffer[i] - '0';
    }
    return value;
  }

  private static byte[] ascii(String text) {
    return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        System.err.println("closing a connection: " + e); // It is closed in either case.
      }
    }
  }
}
