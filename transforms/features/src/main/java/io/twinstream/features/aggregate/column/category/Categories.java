package io.twinstream.features.aggregate.column.category;

import io.twinstream.features.aggregate.column.Column;
import io.twinstream.features.aggregate.column.StateReader;
import io.twinstream.features.aggregate.column.StateWriter;
import io.twinstream.features.aggregate.column.Tiles;
import io.twinstream.features.definition.Field;
import io.twinstream.features.event.Event;
import java.util.function.Predicate;

/**
 * The numbers of the values of a field, each of which is a category: exact for up to {@code cap}
 * categories, see {@link CategoryTable}.
 */
public final class Categories extends Column {
  private final CategoryText category;
  private final Field field;
  private final Measure measure;
  private final int cap;

  public Categories(
      int cell, int object, CategoryText category, Field field, Measure measure, int cap) {
    super(cell, object);
    this.category = category;
    this.field = field;
    this.measure = measure;
    this.cap = cap;
  }

  @Override
  public String describe() {
    return "categories(" + field + ", " + measure.describe() + ", " + cap + ")";
  }

  @Override
  public String label() {
    return "by " + field.name() + measure.label();
  }

  @Override
  public int cells() {
    return 0;
  }

  @Override
  public int objects() {
    return 1;
  }

  /** Of the categories, their hashes and their numbers. */
  @Override
  public long worstBytes() {
    long text = category.isText() ? textBytes(field.type()) : 2 * Long.BYTES;
    long numbers = (long) Long.BYTES * measure.width();
    return cap * (text + Long.BYTES + numbers) + numbers;
  }

  @Override
  public String show(Row row) {
    CategoryTable table = table(row);
    return table.size() + " categories" + (table.folded() == null ? "" : " and others");
  }

  @Override
  public void clear(Row row) {
    row.object(object, CategoryTable.NONE);
  }

  @Override
  public void add(Row row, Event event) {
    if (!category.isNull(event) && !measure.isNull(event)) {
      CategoryTable one = CategoryTable.of(category.of(event), measure.of(event));
      row.object(object, table(row).with(one, measure, cap));
    }
  }

  @Override
  public void merge(Row into, Row from) {
    into.object(object, table(into).merge(table(from), measure, cap));
  }

  private CategoryTable table(Row row) {
    return (CategoryTable) row.object(object);
  }

  /** Returns the categories of a row. */
  public Counted counted(Row row) {
    return new Counted(table(row), measure);
  }

  @Override
  public void encode(Row row, StateWriter out) {
    write(table(row), measure, cap, out);
  }

  @Override
  public void decode(Row row, StateReader in) {
    row.object(object, read(in, measure, cap, row.get(Tiles.COUNT), category::isValid));
  }

  /** Writes the kept categories; if there are as many as can be, the count of the others. */
  static void write(CategoryTable table, Measure measure, int cap, StateWriter out) {
    out.varint(table.size());
    for (int i = 0; i < table.size(); i++) {
      out.text(table.categories()[i]);
      measure.encode(table.numbers(), i * measure.width(), out);
    }
    if (table.size() == cap) {
      out.octet(table.folded() == null ? 0 : 1);
      if (table.folded() != null) {
        measure.encode(table.folded(), 0, out);
      }
    }
  }

  /** Reads and checks what {@link #write} writes. */
  static CategoryTable read(
      StateReader in, Measure measure, int cap, long most, Predicate<String> isValid) {
    int n = in.count(cap, 2);
    if (n == 0) {
      return CategoryTable.NONE;
    }
    int width = measure.width();
    String[] categories = new String[n];
    long[] hashes = new long[n];
    long[] numbers = new long[n * width];
    long rest = most;
    for (int i = 0; i < n; i++) {
      categories[i] = in.text();
      in.require(isValid.test(categories[i]), "not a category of the field");
      hashes[i] = CategoryTable.hash(categories[i]);
      in.require(
          i == 0
              || CategoryTable.compare(hashes[i - 1], categories[i - 1], hashes[i], categories[i])
                  < 0,
          "categories out of order");
      measure.decode(numbers, i * width, in, rest);
      rest -= numbers[i * width];
    }
    long[] folded = null;
    if (n == cap) {
      int others = in.octet();
      in.require(others <= 1, "a flag is neither 0 nor 1");
      if (others == 1) {
        folded = new long[width];
        measure.decode(folded, 0, in, rest);
      }
    }
    return new CategoryTable(categories, hashes, numbers, folded);
  }
}
