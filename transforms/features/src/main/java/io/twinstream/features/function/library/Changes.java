package io.twinstream.features.function.library;

import io.twinstream.features.aggregate.column.register.Entry;
import io.twinstream.features.aggregate.column.register.Register;
import io.twinstream.features.definition.Field;
import io.twinstream.features.definition.Window;
import io.twinstream.features.function.Call;
import io.twinstream.features.function.Card;
import io.twinstream.features.function.Columns;
import io.twinstream.features.function.Formula;
import io.twinstream.features.function.Function;
import io.twinstream.features.function.Sample;
import io.twinstream.features.row.FeatureType;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How often the value of a field differs from the one before. Partial aggregates of other windows
 * cannot tell it: the values of a late event may lie between any two.
 */
final class Changes extends Function {
  Changes() {
    super("changes");
  }

  @Override
  public FeatureType type(Call call) {
    return FeatureType.LONG;
  }

  @Override
  public Formula plan(Call call, Columns columns) {
    if (!(call.window() instanceof Window.Last window)) {
      throw new IllegalArgumentException(
          "changes compares the kept events of a window of the last events; write windows: {last:"
              + " 100}");
    }
    Register register = columns.register(call.field(), null, window.count(), true, false);
    return (row, asOf, out, i) -> {
      List<Entry> entries = register.entries(row);
      long changes = 0;
      for (int at = 1; at < entries.size(); at++) {
        Entry later = entries.get(at - 1);
        Entry earlier = entries.get(at);
        if (later.bits() != earlier.bits() || !Objects.equals(later.text(), earlier.text())) {
          changes++;
        }
      }
      out.setBits(i, changes);
    };
  }

  @Override
  public Object naive(Sample sample) {
    Field field = sample.call().field();
    List<Object> values =
        sample.valued().stream()
            .sorted(sample.inTime(field))
            .map(event -> sample.value(event, field))
            .toList();
    return IntStream.range(1, values.size())
        .filter(i -> !values.get(i).equals(values.get(i - 1)))
        .count();
  }

  @Override
  public Card card() {
    return new Card(
        "how often the value differs from the one before, by time, event id as UTF-8 bytes, and"
            + " value; windows of the last events only; nulls do not count",
        "0",
        "exact",
        new Card.Example(
            "function: changes, field: merchant",
            "1 a true, 2 b true, 3 - true, 4 b true, 5 a true",
            "{last: 10}",
            "2"));
  }
}
