package io.twinstream.e2e;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReportTest {
  @TempDir Path root;
  private Path list;

  @BeforeEach
  void list() throws IOException {
    list = root.resolve("may-skip.txt");
    Files.writeString(list, "# why\nshop.DataTest | needs data | it is elsewhere\n");
    write("a/src/test/java/shop/PlainTest.java", "class PlainTest {\n  @Test\n  void one() {}\n}");
    write("a/src/test/java/shop/Helper.java", "final class Helper {}");
    write("a/src/test/java/shop/ContractTest.java", "abstract class ContractTest {\n  @Test\n}");
    ran("PlainTest", "<testcase name='one'/><testcase name='two'/>");
  }

  @Test
  void allRan() throws IOException {
    SuiteReport report = SuiteReport.of(root, list);
    assertThat(report.problems(), empty());
    assertThat(report.tests(), is(2));
  }

  @Test
  void aClassWithoutAReportDidNotRunNorOneWithoutTests() throws IOException {
    write("a/b/src/test/java/shop/LostTest.java", "class LostTest {}");
    write("a/b/src/test/java/shop/NoneTest.java", "class NoneTest {}");
    write("a/b/target/surefire-reports/TEST-shop.NoneTest.xml", "<testsuite></testsuite>");
    assertThat(
        SuiteReport.of(root, list).problems(),
        contains("shop.LostTest did not run", "shop.NoneTest did not run"));
  }

  @Test
  void testsThatSurefireDoesNotLookForAreFound() throws IOException {
    write("a/src/test/java/shop/Checks.java", "class Checks {\n  @Property\n  void one() {}\n}");
    assertThat(
        SuiteReport.of(root, list).problems(),
        contains("shop.Checks has tests that nothing runs: let its name end with Test"));
  }

  @Test
  void onlyWhatTheListNamesMaySkipAndOnlyForItsReason() throws IOException {
    write("a/src/test/java/shop/DataTest.java", "class DataTest {}");
    ran(
        "DataTest",
        "<testcase name='files'><skipped message='Assumption failed: needs data'/></testcase>");
    assertThat(SuiteReport.of(root, list).problems(), empty());
    ran("DataTest", "<testcase name='files'><skipped message='the disk is full'/></testcase>");
    ran("PlainTest", "<testcase name='one'><skipped/></testcase><testcase name='two'/>");
    assertThat(
        SuiteReport.of(root, list).problems(),
        contains(
            "shop.DataTest files was skipped and may not be: the disk is full",
            "shop.PlainTest one was skipped and may not be: no reason"));
  }

  private void ran(String name, String cases) throws IOException {
    write(
        "a/target/surefire-reports/TEST-shop." + name + ".xml",
        "<testsuite>" + cases + "</testsuite>");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
