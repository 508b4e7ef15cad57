package io.twinstream.features.service;

import io.twinstream.features.expression.node.Node;
import io.twinstream.features.expression.node.Node.Entries;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Raw;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Nulls;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.FeatureType;
import java.util.function.Function;

/**
 * The inputs of derived features.
 *
 * @param views one row for each needed view; null for an unknown entity
 * @param request the fields of the caller; null if there are none
 * @param derived the derived features, filled in order
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared by value.
record Inputs(FeatureRow[] views, FeatureRow request, FeatureRow derived) {

  /** Creates a variable that reads one value of one of the rows. */
  static Node<Inputs> variable(FeatureType type, Function<Inputs, FeatureRow> rows, int index) {
    return switch (type.kind()) {
      case LONG ->
          (Num<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? Nulls.NUMBER : row.bits(index);
              };
      case DOUBLE ->
          (Num<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? Nulls.NUMBER : Double.longBitsToDouble(row.bits(index));
              };
      case STRING ->
          (Text<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? null : row.text(index);
              };
      case BOOLEAN ->
          (Flag<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? Nulls.UNKNOWN : (int) row.bits(index);
              };
      case TIMESTAMP ->
          (Moment<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? Nulls.LONG : row.bits(index);
              };
      case BYTES ->
          (Raw<Inputs>)
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? null : row.bytes(index);
              };
      case ARRAY ->
          new Items<Inputs>(
              type.element(),
              type.length(),
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? null : row.array(index);
              });
      case MAP ->
          new Entries<Inputs>(
              type.element(),
              inputs -> {
                FeatureRow row = rows.apply(inputs);
                return isNull(row, index) ? null : row.map(index);
              });
    };
  }

  private static boolean isNull(FeatureRow row, int index) {
    return row == null || row.isNull(index);
  }
}
