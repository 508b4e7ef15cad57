package io.twinstream.serving.model;

import io.twinstream.offline.models.OnnxModel;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A loaded model.
 *
 * @param name of the model
 * @param version of the model
 * @param onnx the model itself
 * @param file that it was loaded from
 */
public record ServedModel(String name, String version, OnnxModel onnx, ModelFile file) {
  private static final Pattern PARTS = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

  /** Orders numbers in versions numerically: 9 before 10. */
  static final Comparator<ServedModel> BY_VERSION =
      (a, b) -> compareVersions(a.version(), b.version());

  /** {@code name@version}. */
  public String id() {
    return name + "@" + version;
  }

  /** Other names of the version in the registry. */
  public Set<String> aliases() {
    return file.aliases();
  }

  /** The service whose features are its input. */
  public String service() {
    return onnx.card().service();
  }

  static int compareVersions(String a, String b) {
    String[] as = PARTS.split(a);
    String[] bs = PARTS.split(b);
    for (int i = 0; i < Math.min(as.length, bs.length); i++) {
      boolean digits = isNumber(as[i]) && isNumber(bs[i]);
      int c =
          digits
              ? new java.math.BigInteger(as[i]).compareTo(new java.math.BigInteger(bs[i]))
              : as[i].compareTo(bs[i]);
      if (c != 0) {
        return c;
      }
    }
    return Integer.compare(as.length, bs.length);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && Character.isDigit(part.charAt(0));
  }
}
