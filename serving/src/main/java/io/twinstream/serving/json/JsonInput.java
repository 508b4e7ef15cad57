package io.twinstream.serving.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads JSON strictly; mistakes in a body become problem documents for the caller. */
public final class JsonInput {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int LONGEST_SHOWN = 100;

  private JsonInput() {}

  /** Reads the value of a member, which is the parser's current token. */
  @FunctionalInterface
  public interface Member {
    void read(JsonParser json, String name) throws IOException;
  }

  @FunctionalInterface
  private interface Content {
    void read(JsonParser json) throws IOException;
  }

  /**
   * Reads a body that is one object.
   *
   * @throws ProblemException if it is not
   */
  public static void body(byte[] bytes, Member member) {
    read(
        bytes,
        json -> {
          require(json.nextToken() == JsonToken.START_OBJECT, "the body must be a JSON object");
          members(json, member);
        });
  }

  /**
   * The bytes of each object of a body that is an object or a list of objects.
   *
   * @throws ProblemException if it is neither, is empty, or has too many objects
   */
  public static List<byte[]> objects(byte[] bytes, int most) {
    List<byte[]> objects = new ArrayList<>();
    read(
        bytes,
        json -> {
          if (json.nextToken() == JsonToken.START_OBJECT) {
            objects.add(slice(json, bytes));
            return;
          }
          require(
              json.currentToken() == JsonToken.START_ARRAY,
              "the body must be a JSON object or a list of them");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            require(
                json.currentToken() == JsonToken.START_OBJECT,
                "the list must contain only objects");
            require(objects.size() < most, "a request may have at most " + most + " objects");
            objects.add(slice(json, bytes));
          }
        });
    require(!objects.isEmpty(), "the list is empty; give at least one object");
    return objects;
  }

  /**
   * The bytes of the object that begins at the parser's current token, so that no digit is lost.
   */
  public static byte[] slice(JsonParser json, byte[] body) throws IOException {
    long from = json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    long to = json.currentLocation().getByteOffset();
    boolean found = from >= 0 && to <= body.length && body[(int) from] == '{';
    require(found && body[(int) to - 1] == '}', "the body must be UTF-8 without a byte order mark");
    return Arrays.copyOfRange(body, (int) from, (int) to);
  }

  private static void read(byte[] bytes, Content content) {
    try (JsonParser json = JSON.createParser(bytes)) {
      content.read(json);
      require(json.nextToken() == null, "unexpected text after the end of the JSON body");
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "the body is not JSON: "
              + (e instanceof JsonParseException ? "line " + line(e) + ", " : "")
              + shown(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Reads from memory do not fail.
    }
  }

  /** Reads the members of the object that begins at the parser's current token. */
  public static void members(JsonParser json, Member member) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      member.read(json, name);
    }
  }

  /** The string that is the parser's current token. */
  public static String text(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, "\"" + name + "\" must be a string");
    return whole(json.getText());
  }

  /** Refuses a string with an unpaired surrogate. */
  public static String whole(String text) {
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text)),
        "a string has an unpaired surrogate");
    return text;
  }

  /** The problem of an unknown member. */
  public static ProblemException unknown(String name, List<String> members) {
    return ProblemException.badRequest(Names.unknown("member", shown(name), members));
  }

  /**
   * Checks a condition.
   *
   * @throws ProblemException if it is false
   */
  public static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw ProblemException.badRequest(otherwise);
    }
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation().getLineNr() + " column " + e.getLocation().getColumnNr();
  }
}
