package io.twinstream.offline.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from a constant tensor the names of classes, or the file that holds its values. */
final class Tensor {
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int STRING = 8;

  private Tensor() {}

  static String name(Fields tensor) {
    while (tensor.next()) {
      if (tensor.bytesOf() == 8) {
        return tensor.text();
      }
    }
    return "";
  }

  /** Returns the file with its values, if they are in another file. */
  static Optional<String> location(Fields tensor) {
    while (tensor.next()) {
      if (tensor.bytesOf() == 13) {
        Fields entry = tensor.message();
        String key = "";
        String value = "";
        while (entry.next()) {
          key = entry.bytesOf() == 1 ? entry.text() : key;
          value = entry.bytesOf() == 2 ? entry.text() : value;
        }
        if (key.equals("location")) {
          return Optional.of(value);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns its values as text; empty if they are neither whole numbers nor text. */
  static List<String> labels(Fields tensor) {
    List<String> values = new ArrayList<>();
    long type = 0;
    Fields raw = null;
    while (tensor.next()) {
      if (tensor.numberOf() == 2) {
        type = tensor.number();
      }
      switch (tensor.bytesOf()) {
        case 5, 7 -> tensor.message().forEachNumber(each -> values.add(Long.toString(each)));
        case 6 -> values.add(tensor.text());
        case 9 -> raw = tensor.message();
        default -> {}
      }
      if (tensor.numberOf() == 5 || tensor.numberOf() == 7) {
        values.add(Long.toString(tensor.number()));
      }
    }
    if (type != INT32 && type != INT64 && type != STRING) {
      return List.of();
    }
    if (raw != null && type != STRING) {
      raw.forEachFixed(
          type == INT32 ? Integer.BYTES : Long.BYTES, each -> values.add(Long.toString(each)));
    }
    return values;
  }
}
