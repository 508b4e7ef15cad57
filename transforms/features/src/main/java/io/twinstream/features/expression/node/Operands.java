package io.twinstream.features.expression.node;

import io.twinstream.features.expression.node.Node.Entries;
import io.twinstream.features.expression.node.Node.Flag;
import io.twinstream.features.expression.node.Node.Items;
import io.twinstream.features.expression.node.Node.Longs;
import io.twinstream.features.expression.node.Node.Moment;
import io.twinstream.features.expression.node.Node.Num;
import io.twinstream.features.expression.node.Node.Span;
import io.twinstream.features.expression.node.Node.Text;
import io.twinstream.features.expression.node.Node.Whole;
import java.util.List;

/**
 * The compiled operands of a call, the target first. CEL's checker has checked their types.
 *
 * @param nodes null where an operand is a literal that was resolved
 * @param literals what literal operands were resolved to; null elsewhere; empty if there are none
 */
public record Operands<C>(List<Node<C>> nodes, List<Object> literals) {
  public Operands(List<Node<C>> nodes) {
    this(nodes, List.of());
  }

  /** Returns what a literal was resolved to; null if the operand is a node. */
  public Object literal(int index) {
    return literals.isEmpty() ? null : literals.get(index);
  }

  public Node<C> node(int index) {
    return nodes.get(index);
  }

  public Num<C> num(int index) {
    return (Num<C>) nodes.get(index);
  }

  Whole<C> whole(int index) {
    return (Whole<C>) nodes.get(index);
  }

  Longs<C> longs(int index) {
    return (Longs<C>) nodes.get(index);
  }

  Flag<C> flag(int index) {
    return (Flag<C>) nodes.get(index);
  }

  public Text<C> text(int index) {
    return (Text<C>) nodes.get(index);
  }

  public Items<C> items(int index) {
    return (Items<C>) nodes.get(index);
  }

  Entries<C> entries(int index) {
    return (Entries<C>) nodes.get(index);
  }

  public Moment<C> moment(int index) {
    return (Moment<C>) nodes.get(index);
  }

  Span<C> span(int index) {
    return (Span<C>) nodes.get(index);
  }
}
