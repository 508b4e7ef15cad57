package io.twinstream.cli.letters;

import io.twinstream.features.files.FilePaths;
import io.twinstream.features.files.NewFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The file of dead letters that a command writes. */
final class WriteOption {
  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Write the dead letters to this file, as JSON, one a line.")
  Optional<String> file = Optional.empty();

  /** Writes them, if a file is named; it appears when it is complete. */
  void write(Collection<EditedLetter> letters) {
    if (file.isEmpty()) {
      return;
    }
    try {
      NewFile.write(
          FilePaths.of(file.get()),
          temporary -> {
            try (BufferedWriter out = Files.newBufferedWriter(temporary)) {
              for (EditedLetter letter : letters) {
                LetterLines.write(out, letter);
              }
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file.get(), e);
    }
  }
}
