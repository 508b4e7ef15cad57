package io.twinstream.features.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.bytes.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final FeatureType LONG = FeatureType.LONG;

  @Test
  void oneObjectPerTypeAlsoAfterSerialization() throws Exception {
    for (FeatureType type : RowsOfAllTypes.TYPES) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(type);
      }
      ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      assertThat(in.readObject(), is(sameInstance(type)));
    }
    assertThat(FeatureType.array(LONG, 3), is(sameInstance(FeatureType.array(LONG, 3))));
    assertThat(FeatureType.array(LONG, 3), is(not(FeatureType.array(LONG))));
    assertThat(FeatureType.array(LONG, 3).toString(), is("ARRAY(LONG, 3)"));
    assertThat(FeatureType.map(FeatureType.DOUBLE).lower(), is("map(double)"));
    assertThrows(IllegalArgumentException.class, () -> FeatureType.array(FeatureType.map(LONG)));
    assertThrows(IllegalArgumentException.class, () -> FeatureType.array(LONG, 0));
  }

  @Test
  void everyValueIsReadBackFromItsBytesAndItsJson() {
    for (FeatureRow row : RowsOfAllTypes.some(200, 1)) {
      FeatureRow read = new FeatureRow(RowsOfAllTypes.TYPES);
      FeatureRow copy = new FeatureRow(RowsOfAllTypes.TYPES);
      FeatureRow boxed = new FeatureRow(RowsOfAllTypes.TYPES);
      for (int i = 0; i < row.size(); i++) {
        copy.set(i, row, i);
        boxed.setValue(i, row.value(i));
        FeatureType type = row.type(i);
        if (row.isNull(i) || type.isBits() || type == FeatureType.STRING) {
          read.set(i, row, i);
          continue;
        }
        ByteWriter out = new ByteWriter(1);
        row.writeObject(i, out);
        ByteReader in = new ByteReader(out.toByteArray());
        read.readObject(i, in);
        in.requireEnd();
        switch (type.kind()) {
          case ARRAY ->
              assertThat(
                  ValueJson.array(type.element(), row.array(i).toString()), is(row.array(i)));
          case MAP ->
              assertThat(ValueJson.map(type.element(), row.map(i).toString()), is(row.map(i)));
          default -> assertThat(Bytes.ofBase64(row.bytes(i).toString()), is(row.bytes(i)));
        }
      }
      assertThat(read, is(row));
      assertThat(read.toString(), is(row.toString()));
      assertThat(copy, is(row));
      assertThat(boxed, is(row));
      assertThat(copy.hashCode(), is(row.hashCode()));
    }
  }

  @Test
  void rowsDifferByOneElement() {
    FeatureRow[] rows = new FeatureRow[3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new FeatureRow(List.of(FeatureType.array(LONG), FeatureType.map(LONG)));
    }
    rows[0].setArray(0, ArrayValue.of(LONG, Arrays.asList(1L, null)));
    rows[1].setArray(0, ArrayValue.of(LONG, List.of(1L, 0L)));
    rows[2].setArray(0, ArrayValue.of(LONG, List.of()));
    assertThat(rows[0], is(not(rows[1])));
    assertThat(rows[0].isSame(0, rows[1]), is(false));
    assertThat(rows[0].isSame(1, rows[1]), is(true));
    assertThat("empty is not null", rows[2].isNull(0), is(false));
    assertThat(rows[0].array(0).value(0), is(1L));
    assertThat(rows[0].array(0).isNull(1), is(true));
  }

  @Test
  void aMapIsInTheOrderOfBytesAndOtherIsNoCategory() {
    MapValue map =
        MapValue.builder(LONG)
            .putBits("\uFF5E", 1)
            .putBits("𝄞", 2) // greater as UTF-8, smaller as UTF-16
            .putBits("other", 3)
            .other(9)
            .inexact()
            .build();
    assertThat(
        map.toString(),
        is("{\"values\":{\"other\":3,\"～\":1,\"𝄞\":2},\"other\":9,\"exact\":false}"));
    assertThat("UTF-16 differs", "𝄞".compareTo("\uFF5E"), is(lessThan(0)));
    assertThat(map.values().bits(map.find("other")), is(3L));
    assertThat(map.find("none"), is(lessThan(0)));
    assertThat(
        MapValue.builder(LONG).build().toString(),
        is("{\"values\":{},\"other\":null,\"exact\":true}"));
    MapValue.Builder twice = MapValue.builder(LONG).putBits("a", 1).putBits("a", 1);
    assertThat(
        assertThrows(IllegalStateException.class, twice::build).getMessage(),
        containsString("'a' was added twice"));
    assertThrows(IllegalStateException.class, () -> MapValue.builder(FeatureType.STRING).other(1));
  }

  @Test
  void otherBase64OfTheSameBytesIsRefused() {
    assertThat(Bytes.ofBase64("/+8="), is(Bytes.of((byte) -1, (byte) -17)));
    for (String wrong : List.of("/+8", "_-8=", "/+9=", "/+8=\n", "a")) {
      assertThrows(IllegalArgumentException.class, () -> Bytes.ofBase64(wrong), wrong);
    }
    byte[] own = "abc".getBytes(StandardCharsets.UTF_8);
    Bytes copy = Bytes.of(own);
    own[0] = 0;
    assertThat(copy.toString(), is("YWJj"));
  }

  @Test
  void damagedBytesAreRefused() {
    ByteWriter out = new ByteWriter(1);
    ArrayValue.of(LONG, List.of(1L, 2L)).write(out);
    byte[] bytes = out.toByteArray();
    assertThrows(
        IllegalArgumentException.class,
        () -> ArrayValue.read(LONG, new ByteReader(Arrays.copyOf(bytes, bytes.length - 1))));
    byte[] long40 = {-1, -1, -1, -1, 7};
    assertThrows(
        IllegalArgumentException.class, () -> ArrayValue.read(LONG, new ByteReader(long40)));
    assertThrows(IllegalArgumentException.class, () -> ValueJson.array(LONG, "[1.5]"));
    assertThrows(IllegalArgumentException.class, () -> ValueJson.array(LONG, "[1"));
    assertThrows(IllegalArgumentException.class, () -> ValueJson.map(LONG, "{\"a\":1}"));
  }
}
