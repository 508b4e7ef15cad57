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

/** JSON being read, strictly: what is wrong with a body becomes a problem for its sender. */
public final class JsonInput {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int LONGEST_SHOWN = 100;

  private JsonInput() {}

  /** Reads the value of a member, at which the parser stands. */
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
   * @throws ProblemException if it is none
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
   * The bytes of each object of a body that is one, or a list of them.
   *
   * @throws ProblemException if it is neither, or there are none or too many
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
            require(json.currentToken() == JsonToken.START_OBJECT, "the list must have objects");
            require(objects.size() < most, "a request has at most " + most + " objects");
            objects.add(slice(json, bytes));
          }
        });
    require(!objects.isEmpty(), "the list is empty");
    return objects;
  }

  /** The bytes of the object at which the parser stands, so that no digit is lost. */
  public static byte[] slice(JsonParser json, byte[] body) throws IOException {
    long from = json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    long to = json.currentLocation().getByteOffset();
    boolean found = from >= 0 && to <= body.length && body[(int) from] == '{';
    require(found && body[(int) to - 1] == '}', "the body must be UTF-8, without a mark");
    return Arrays.copyOfRange(body, (int) from, (int) to);
  }

  private static void read(byte[] bytes, Content content) {
    try (JsonParser json = JSON.createParser(bytes)) {
      content.read(json);
      require(json.nextToken() == null, "the body goes on after its JSON");
    } catch (JsonProcessingException e) {
      throw ProblemException.badRequest(
          "the body is not JSON: "
              + (e instanceof JsonParseException ? "line " + line(e) + ", " : "")
              + shown(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
  }

  /** Reads the members of the object at which the parser stands. */
  public static void members(JsonParser json, Member member) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      member.read(json, name);
    }
  }

  /** The text at which the parser stands. */
  public static String text(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, "\"" + name + "\" must be a text");
    return whole(json.getText());
  }

  /** Refuses a text that has half of a character. */
  public static String whole(String text) {
    require(
        StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(text)),
        "a text has half of a surrogate pair");
    return text;
  }

  /** That a member is none of those that may be there. */
  public static ProblemException unknown(String name, List<String> members) {
    return ProblemException.badRequest(Names.unknown("member", shown(name), members));
  }

  /**
   * Does nothing if it holds.
   *
   * @throws ProblemException otherwise
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
