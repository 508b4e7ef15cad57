package io.twinstream.features.service;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.definition.Project;
import io.twinstream.features.load.Definitions;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import io.twinstream.features.text.DefinitionException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests derived features that are arrays. */
class OneHotTest {
  private static final String YAML =
      """
      project: p
      sources:
        visits:
          event_time: time
          fields: {user: string, device: string, time: timestamp}
      entities: {user: {key: user}}
      views:
        user@1:
          entity: user
          source: visits
          aggregations: [{name: device, function: last, field: device, windows: [lifetime]}]
      features:
        devices: "one_hot(device, ['web', 'app'])"
        any: "devices[2] > 0.5"
        both: "any ? one_hot(device, ['web']) : devices"
      services:
        s@1: {features: [devices, any, both]}
      """;

  private static Project parse(String yaml) {
    return Definitions.parse(Map.of("f.yaml", yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web | [1.0,0.0,0.0] | false | [1.0,0.0,0.0]",
        "app | [0.0,1.0,0.0] | false | [0.0,1.0,0.0]",
        "tv  | [0.0,0.0,1.0] | true  | [0.0,1.0]",
        "    | [0.0,0.0,1.0] | true  | [0.0,1.0]",
      })
  void aFeatureIsANumberPerValueAndOneForAllOthers(
      String device, String devices, boolean any, String both) {
    Project project = parse(YAML);
    CompiledService service = CompiledService.of(project, project.service("s@1"));
    FeatureType three = FeatureType.array(FeatureType.DOUBLE, 3);
    assertThat(service.types(), is(List.of(three, FeatureType.BOOLEAN, three)));
    FeatureRow row = new FeatureRow(List.of(FeatureType.STRING));
    if (device != null) {
      row.setText(0, device);
    }
    FeatureRow out = service.evaluate(new FeatureRow[] {row}, null);
    assertThat(out.value(0).toString(), is(devices));
    assertThat(out.value(1), is(any));
    assertThat(out.value(2).toString(), is(both));
  }

  @Test
  void theServiceChangesWithTheValues() {
    Project project = parse(YAML);
    Project other = parse(YAML.replace("['web', 'app']", "['web', 'tv']"));
    assertThat(
        CompiledService.of(project, project.service("s@1"))
            .fingerprint()
            .equals(CompiledService.of(other, other.service("s@1")).fingerprint()),
        is(false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['web', 'app'] | ['web', 'web'] | values has 'web' more than once",
        "['web', 'app'] | [] | values has no value",
        "['web', 'app'] | [device] | values must be a literal (column 17); write a list like ['web', 'app']",
        "['web', 'app'] | [1, 2] | values must be a literal",
        "one_hot(device, ['web', 'app']) | onehot(device, ['web']) | no function 'onehot' (column 7); did you mean one_hot",
        "device: string, | device: string, hot: {type: 'array(double)', expression: 'one_hot(device, [\"a\"])'},"
            + " | a computed field cannot be an array",
      })
  void mistakesAreReported(String good, String bad, String problem) {
    DefinitionException refused =
        assertThrows(DefinitionException.class, () -> parse(YAML.replace(good, bad)));
    assertThat(refused.getMessage(), containsString(problem));
  }
}
