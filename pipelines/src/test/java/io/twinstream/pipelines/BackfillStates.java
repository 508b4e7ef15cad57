package io.twinstream.pipelines;

import io.twinstream.features.files.FileTree;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Reads the states that a backfill wrote to files. */
public final class BackfillStates {
  private BackfillStates() {}

  /** The bytes of the states of a view, by entity. */
  public static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> states = new TreeMap<>();
    for (Path file : FileTree.files(folder)) {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        while (in.available() > 0) {
          String entity = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
          states.put(entity, HexFormat.of().formatHex(in.readNBytes(in.readInt())));
        }
      }
    }
    return states;
  }
}
