package io.twinstream.features.expression;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.twinstream.features.aggregate.FeatureRow;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.FieldType;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.Schema;
import io.twinstream.features.definition.Service;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRequestTest {
  private static CompiledService service(Field... request) {
    Service service = new Service("s", 1, new Schema(List.of(request)), List.of());
    Project project =
        new Project("p", Map.of(), Map.of(), Map.of(), Map.of(), Map.of(service.id(), service));
    return CompiledService.of(project, service);
  }

  @Test
  void fieldsAreMatchedByNameAndReadAsFeaturesAre() {
    CompiledService service =
        service(
            new Field("amount", FieldType.decimal(3)),
            new Field("item", FieldType.STRING),
            new Field("at", FieldType.TIMESTAMP),
            new Field("weight", FieldType.DOUBLE),
            new Field("other", FieldType.LONG),
            new Field("quantity", FieldType.STRING));
    Schema source =
        new Schema(
            List.of(
                new Field("at", FieldType.TIMESTAMP),
                new Field("quantity", FieldType.LONG),
                new Field("weight", FieldType.DOUBLE),
                new Field("item", FieldType.STRING),
                new Field("amount", FieldType.decimal(2))));
    EventRequest request = EventRequest.of(service, source);
    assertThat(request.missing(), contains("other", "quantity"));
    Event event =
        new Event(
            new Position("t", 0, 0),
            0,
            0,
            "",
            0,
            new long[] {5, 7, 0, 0, 1234},
            new String[] {null, null, null, "pen", null},
            new boolean[] {true, true, false, true, true});
    FeatureRow row = request.row(event);
    assertThat(row.toString(), is("[12.34, pen, 5, null, null, null]"));
  }
}
