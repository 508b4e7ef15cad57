package io.twinstream.formats.protobuf;

import io.twinstream.formats.Unfit;
import java.util.HashMap;
import java.util.Map;

/** Reads the messages at one place of a record. */
final class ProtoMessage {
  private static final int DENSE = 64;

  private final Unfit unfit;
  private final ProtoField[] dense = new ProtoField[DENSE];
  private final Map<Integer, ProtoField> others = new HashMap<>();
  private Runnable[] begin = {};
  private ProtoOp[] end = {};

  /** By what occurs once, the message in which it occurred last. */
  private long[] seen = {};

  private long message;

  ProtoMessage(Unfit unfit) {
    this.unfit = unfit;
  }

  void add(int number, ProtoField field) {
    if (number < DENSE) {
      dense[number] = field;
    } else {
      others.put(number, field);
    }
  }

  /**
   * Ends the compilation.
   *
   * @param singles the number of what occurs once
   * @param begin what to do at the begin of a message
   * @param end what to do at its end
   */
  void complete(int singles, Runnable[] begin, ProtoOp[] end) {
    this.seen = new long[singles];
    this.begin = begin;
    this.end = end;
  }

  /** Reads a message up to an offset. */
  void read(ProtoInput in, int until) {
    unfit.report();
    message++;
    for (Runnable each : begin) {
      each.run();
    }
    while (in.at() < until) {
      int tag = in.tag();
      int number = tag >>> 3;
      ProtoField field = number < DENSE ? dense[number] : others.get(number);
      int wire = tag & 7;
      if (field == null) {
        in.skipField(tag);
      } else if (wire == field.wire()) {
        once(field.single());
        field.value().read(in);
      } else if (field.packed() != null && wire == ProtoInput.BYTES) {
        field.packed().read(in);
      } else {
        in.skipField(tag);
      }
    }
    in.require(in.at() == until, "a field is longer than its message");
    for (ProtoOp each : end) {
      each.read(in);
    }
  }

  private void once(int single) {
    if (single >= 0) {
      if (seen[single] == message) {
        throw Repeated.VALUE;
      }
      seen[single] = message;
    }
  }
}
