package io.twinstream.kafka.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry in this process, which can be told to fail. */
public final class RegistryServer implements AutoCloseable {
  /** One registered schema. */
  record Stored(int id, String type, String text) {}

  private final HttpServer server;
  private final List<Stored> schemas = new ArrayList<>();
  private final Map<String, List<Stored>> subjects = new LinkedHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();

  /** The HTTP status of all answers; 0 for right ones. */
  private volatile int failing;

  /** The body of all answers; null for right ones. */
  private volatile String body;

  private volatile boolean plainCodes;
  private volatile String authorization;

  private RegistryServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public static RegistryServer start() {
    return start(0);
  }

  /** Starts one at a port; 0 for any. */
  public static RegistryServer start(int port) {
    try {
      return new RegistryServer(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public int requests() {
    return requests.get();
  }

  public void fail(int status) {
    failing = status;
  }

  /** Answers 404 as the code of an id that there is not, as some registries do. */
  public void plainCodes() {
    plainCodes = true;
  }

  public void answer(String instead) {
    body = instead;
  }

  public void require(String header) {
    authorization = header;
  }

  /** Registers a schema and returns its id. */
  public synchronized int register(String subject, String type, String text) {
    Stored known =
        schemas.stream()
            .filter(each -> each.text().equals(text) && each.type().equals(type))
            .findFirst()
            .orElse(null);
    if (known == null) {
      known = new Stored(schemas.size() + 1, type, text);
      schemas.add(known);
    }
    List<Stored> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
    if (!versions.contains(known)) {
      versions.add(known);
    }
    return known.id();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (failing != 0) {
      answer(exchange, failing, "<html>out of order</html>");
    } else if (body != null) {
      answer(exchange, 200, body);
    } else if (authorization != null && !authorization.equals(given)) {
      answer(exchange, 401, "{\"error_code\": 401, \"message\": \"Unauthorized\"}");
    } else {
      route(exchange, exchange.getRequestURI().getRawPath().substring(1).split("/"));
    }
  }

  private synchronized void route(HttpExchange exchange, String[] path) throws IOException {
    if (path.length == 3 && path[0].equals("schemas") && path[1].equals("ids")) {
      long id = Long.parseLong(path[2]);
      if (id < 1 || id > schemas.size()) {
        int code = plainCodes ? 404 : 40403;
        answer(
            exchange,
            404,
            "{\"error_code\": %d, \"message\": \"Schema not found\"}".formatted(code));
      } else {
        answer(exchange, 200, json(schemas.get((int) id - 1), 0));
      }
      return;
    }
    if (String.join("/", path).equals("schemas/types")) {
      answer(exchange, 200, "[\"AVRO\", \"PROTOBUF\"]");
      return;
    }
    if (path.length < 3 || !path[0].equals("subjects")) {
      answer(exchange, 404, "{\"error_code\": 404, \"message\": \"HTTP 404 Not Found\"}");
      return;
    }
    String subject = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("POST")) {
      RegistryAnswer sent =
          RegistryAnswer.parse(
              200, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      String type = sent.schemaType().isEmpty() ? "AVRO" : sent.schemaType();
      answer(exchange, 200, "{\"id\": " + register(subject, type, sent.schema()) + "}");
      return;
    }
    List<Stored> versions = subjects.getOrDefault(subject, List.of());
    if (versions.isEmpty()) {
      answer(exchange, 404, "{\"error_code\": 40401, \"message\": \"Subject not found\"}");
    } else if (path.length == 3) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 1; i <= versions.size(); i++) {
        numbers.add(i);
      }
      answer(exchange, 200, numbers.toString());
    } else {
      int number = path[3].equals("latest") ? versions.size() : Integer.parseInt(path[3]);
      answer(exchange, 200, json(versions.get(number - 1), number));
    }
  }

  private static String json(Stored schema, int version) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("schema", schema.text());
      if (!schema.type().equals("AVRO")) {
        json.writeStringField("schemaType", schema.type());
      }
      if (version > 0) {
        json.writeNumberField("id", schema.id());
        json.writeNumberField("version", version);
      }
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
