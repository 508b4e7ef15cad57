package io.twinstream.features.expression.function;

import static io.twinstream.features.expression.function.FunctionEntry.function;
import static io.twinstream.features.expression.function.FunctionEntry.number;
import static io.twinstream.features.expression.function.FunctionEntry.text;

import com.dynatrace.hash4j.hashing.Hashing;
import com.google.re2j.Pattern;
import dev.cel.common.types.SimpleType;
import io.twinstream.features.expression.function.FunctionEntry.Builder;
import io.twinstream.features.expression.function.Overload.Body;
import io.twinstream.features.expression.function.Overload.Origin;
import io.twinstream.features.expression.function.Parameter.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** Functions of text. None depends on the JVM's tables of Unicode. */
final class TextFunctions {
  private static final int MAX_DISTANCE_LENGTH = 256;
  private static final Body MATCHES =
      o -> {
        Pattern pattern = (Pattern) o.literal(1);
        return Lift.flag(o.text(0), text -> pattern.matcher(text).find());
      };

  private TextFunctions() {}

  static Stream<FunctionEntry> all() {
    return Stream.of(
            function("lower")
                .of(text("s"))
                .givesText(o -> Lift.text(o.text(0), Ascii::lower))
                .means("Lower case of the letters A to Z; other characters stay.")
                .example("lower('ÀB-C')", "'Àb-c'"),
            function("upper")
                .of(text("s"))
                .givesText(o -> Lift.text(o.text(0), Ascii::upper))
                .means("Upper case of the letters a to z; other characters stay.")
                .example("upper('straße')", "'STRAßE'"),
            function("prefix")
                .of(text("s"), number("n"))
                .givesText(o -> Lift.text(o.text(0), o.num(1), TextFunctions::prefix))
                .means("The first n characters (code points), or all if there are fewer.")
                .orNull("n < 0")
                .example("prefix('411111', 4)", "'4111'"),
            function("domain")
                .of(text("url"))
                .givesText(o -> Lift.text(o.text(0), UrlHost::of))
                .means(
                    "The host of a URL, in lower case, without www. in front, user and port. It is"
                        + " not the registrable domain. The scheme may be missing.")
                .orNull("there is no host")
                .example("domain('https://user@WWW.Example.co.uk:8443/a?b')", "'example.co.uk'")
                .example("domain('shop.example.com/cart')", "'shop.example.com'")
                .example("domain('mailto:a')", "null"),
            function("matches")
                .calls("s.matches(re)", "matches(s, re)")
                .of(text("s"), new Parameter("re", Kind.PATTERN))
                .origin(Origin.CEL)
                .cel("matches", SimpleType.BOOL, MATCHES)
                .origin(Origin.CEL_METHOD)
                .cel("matches_string", SimpleType.BOOL, MATCHES)
                .means(
                    "Whether a part of the text matches a regular expression, a literal in RE2"
                        + " syntax; ^ and $ anchor it. Time is linear in the text.")
                .example("'card_42'.matches('^card_[0-9]+$')", "true"),
            function("levenshtein")
                .of(text("a"), text("b"))
                .givesNumber(o -> Lift.number(o.text(0), o.text(1), TextFunctions::levenshtein))
                .means(
                    "The least number of insertions, deletions and substitutions of code points"
                        + " that turn a into b. Time grows with the product of the lengths.")
                .orNull("a text has more than 256 code points")
                .example("levenshtein('kitten', 'sitting')", "3"),
            function("hash_bucket")
                .of(text("x"), new Parameter("n", Kind.COUNT))
                .givesNumber(
                    o -> {
                      long n = ((Double) o.literal(1)).longValue();
                      return Lift.number(o.text(0), text -> bucket(text, n));
                    })
                .means("A bucket from 0 to n - 1 for text of many values; n is a literal.")
                .formula("XXH3-64 of the UTF-8 bytes, as an unsigned integer, modulo n")
                .example("hash_bucket('merchant_17', 1000)", "553"))
        .map(Builder::build);
  }

  private static String prefix(String text, double size) {
    if (size < 0) {
      return null;
    } else if (size >= text.length() || size >= text.codePointCount(0, text.length())) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, (int) size));
  }

  private static double bucket(String text, long n) {
    return Long.remainderUnsigned(
        Hashing.xxh3_64().hashBytesToLong(text.getBytes(StandardCharsets.UTF_8)), n);
  }

  /** Dynamic programming over one row. */
  private static double levenshtein(String a, String b) {
    if (a.length() > 2 * MAX_DISTANCE_LENGTH || b.length() > 2 * MAX_DISTANCE_LENGTH) {
      return Double.NaN;
    }
    int[] from = a.codePoints().toArray();
    int[] to = b.codePoints().toArray();
    if (from.length > MAX_DISTANCE_LENGTH || to.length > MAX_DISTANCE_LENGTH) {
      return Double.NaN;
    }
    int[] row = new int[to.length + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length; i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length; j++) {
        int substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = StrictMath.min(substituted, StrictMath.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length];
  }
}
