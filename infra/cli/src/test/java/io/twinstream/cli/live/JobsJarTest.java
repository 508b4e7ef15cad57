package io.twinstream.cli.live;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsJarTest {
  @TempDir Path folder;

  @Test
  void theJarHasTheJobsAndTheirLibrariesWithoutFlink() throws Exception {
    Path own = library("own-1.jar");
    Path file = folder.resolve("new/jobs.jar");
    StringWriter out = new StringWriter();
    assertThat(
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("jar", file.toString(), "--with", own.toString()),
        is(0));
    assertThat(out.toString(), containsString("flink run -d " + file + " stream "));
    try (JarFile jar = new JarFile(file.toFile())) {
      String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
      assertThat(main, is(JobsJar.MAIN));
      List<String> names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(names, hasItems(main.replace('.', '/') + ".class", "lib/own-1.jar"));
      assertThat(
          names.stream().anyMatch(name -> name.startsWith("lib/beam-runners-flink-")), is(true));
      assertThat(
          names.stream().filter(name -> name.matches("lib/(flink|slf4j|frocksdb).*")).toList(),
          is(List.of()));
    }
  }

  @Test
  void jarsOfTheSameLibrariesAreEqual() throws IOException {
    String classPath = library("b-1.jar") + ":" + library("flink-core-1.jar") + ":" + classes();
    Path first = folder.resolve("first.jar");
    Path second = folder.resolve("second.jar");
    JobsJar.of(classPath, List.of()).write(first);
    Files.setLastModifiedTime(folder.resolve("b-1.jar"), FileTime.fromMillis(0));
    JobsJar.of(classPath, List.of()).write(second);
    JobsJar.of(classPath, List.of()).write(second); // replaces it
    assertThat(Files.mismatch(first, second), is(-1L));
    try (JarFile jar = new JarFile(first.toFile())) {
      assertThat(
          jar.stream().map(ZipEntry::getName).toList(),
          is(List.of("META-INF/MANIFEST.MF", "a/A.class", "lib/b-1.jar")));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(path -> path.toString().contains(".part")).toList(), is(List.of()));
    }
  }

  @Test
  void aFileThatIsNoJarAndASecondOneOfTheSameNameAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    Exception e =
        assertThrows(IOException.class, () -> JobsJar.of(classes().toString(), List.of(text)));
    assertThat(e.getMessage(), containsString("cannot read the jar " + text));
    Path library = library("b-1.jar");
    assertThrows(IOException.class, () -> JobsJar.of(library.toString(), List.of(library)));
  }

  private Path library(String name) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("b/B.class"));
    }
    return file;
  }

  private Path classes() throws IOException {
    Path classes = folder.resolve("classes");
    Files.createDirectories(classes.resolve("a"));
    Files.writeString(classes.resolve("a/A.class"), "A");
    return classes;
  }
}
