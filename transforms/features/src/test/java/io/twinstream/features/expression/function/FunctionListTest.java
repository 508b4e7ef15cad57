package io.twinstream.features.expression.function;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionListTest {
  private static void requireSame(Path file, String generated) throws IOException {
    Path written = Path.of("target", file.getFileName().toString());
    Files.createDirectories(written.getParent());
    Files.writeString(written, generated);
    assertThat(
        file + " is not the list of functions: copy transforms/features/" + written + " there",
        Files.readString(file),
        is(generated));
  }

  @Test
  void thePageIsThatOfTheCode() throws IOException {
    requireSame(Path.of("../examples/FUNCTIONS.md"), FunctionList.markdown());
  }

  @Test
  void theListIsThatOfTheCode() throws IOException {
    requireSame(Path.of("src/main/resources/twinstream-functions.json"), FunctionList.json());
  }

  @Test
  void theListNamesAllFunctions() throws IOException {
    JsonNode list = new ObjectMapper().readTree(FunctionList.json());
    List<String> names = new ArrayList<>();
    list.forEach(function -> names.add(function.get("name").asText()));
    assertThat(names, is(List.copyOf(Functions.names())));
    assertThat(FunctionList.markdown(), containsString("| `clip(x, lo, hi)` | number | "));
  }
}
