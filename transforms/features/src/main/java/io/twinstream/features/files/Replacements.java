package io.twinstream.features.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which files of a folder another file has replaced. A note beside the files says so, written
 * before the file that replaces them: as soon as that file is there, they are not. So a reader that
 * lists files first and looks at notes afterwards sees the one or the others, and never both.
 */
public final class Replacements {
  private static final String NOTE = "_replaces-";

  private Replacements() {}

  /** The files that no other one of them replaces, in their order. */
  public static List<Path> drop(Collection<Path> listed) throws IOException {
    Map<Path, Set<Path>> byFolder = new HashMap<>();
    for (Path file : listed) {
      byFolder.computeIfAbsent(folder(file), f -> new HashSet<>()).add(file);
    }
    Set<Path> replaced = new HashSet<>();
    for (Map.Entry<Path, Set<Path>> folder : byFolder.entrySet()) {
      Set<String> names = new HashSet<>();
      folder.getValue().forEach(file -> names.add(file.getFileName().toString()));
      for (Path note : notes(folder.getKey())) {
        if (names.contains(by(note))) {
          Set<String> of = read(note);
          folder.getValue().stream()
              .filter(file -> of.contains(file.getFileName().toString()))
              .forEach(replaced::add);
        }
      }
    }
    return listed.stream().filter(file -> !replaced.contains(file)).toList();
  }

  /** Where the notes about a file are: beside it, and not beside a link to it. */
  private static Path folder(Path file) throws IOException {
    Path own = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    return own.getParent();
  }

  /** The notes in a folder. */
  public static List<Path> notes(Path folder) throws IOException {
    List<Path> notes = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, NOTE + "*")) {
      found.forEach(notes::add);
    } catch (NoSuchFileException e) {
      return List.of(); // somebody deletes the table
    }
    return notes;
  }

  /** The name of the file that replaces those of a note. */
  public static String by(Path note) {
    return note.getFileName().toString().substring(NOTE.length());
  }

  /** The names of the files of a note; none if it is gone, and they with it. */
  public static Set<String> read(Path note) throws IOException {
    try {
      return new LinkedHashSet<>(Files.readAllLines(note));
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  /** Writes the note of a file that will be there next. */
  public static void write(Path file, Collection<String> replaced) throws IOException {
    Path note = file.resolveSibling(NOTE + file.getFileName());
    Files.write(note, replaced);
    try (FileChannel channel = FileChannel.open(note, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
