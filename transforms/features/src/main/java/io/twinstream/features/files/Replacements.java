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
 * Notes in a folder about files that another file replaces, such as the result of a compaction. A
 * note is written before the new file; the old files are void as soon as the new file exists. A
 * reader that lists files first and reads notes afterwards therefore sees either the old files or
 * the new one, never both.
 */
public final class Replacements {
  private static final String NOTE = "_replaces-";

  private Replacements() {}

  /** Returns the files that no other listed file replaces, in their order. */
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

  /** Returns the folder of a file's notes: that of the file itself, not that of a link to it. */
  private static Path folder(Path file) throws IOException {
    boolean isLink = FilePaths.isLocal(file) && Files.isSymbolicLink(file);
    Path own = isLink ? file.toRealPath() : file.toAbsolutePath();
    return own.getParent();
  }

  /** Returns the notes in a folder. */
  public static List<Path> notes(Path folder) throws IOException {
    List<Path> notes = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, NOTE + "*")) {
      found.forEach(notes::add);
    } catch (NoSuchFileException e) {
      return List.of(); // The table is being deleted.
    }
    return notes;
  }

  /** Returns the name of the file that replaces those of a note. */
  public static String by(Path note) {
    return note.getFileName().toString().substring(NOTE.length());
  }

  /**
   * Returns the names of the replaced files; empty if the note is gone, because then they are gone
   * too.
   */
  public static Set<String> read(Path note) throws IOException {
    try {
      return new LinkedHashSet<>(Files.readAllLines(note));
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  /** Writes the note for a file that is about to be created. */
  public static void write(Path file, Collection<String> replaced) throws IOException {
    Path note = file.resolveSibling(NOTE + file.getFileName());
    Files.write(note, replaced);
    if (FilePaths.isLocal(note)) {
      try (FileChannel channel = FileChannel.open(note, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
