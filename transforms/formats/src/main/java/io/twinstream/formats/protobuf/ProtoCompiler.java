package io.twinstream.formats.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import io.twinstream.features.decode.EventBuilder;
import io.twinstream.formats.ArraySpot;
import io.twinstream.formats.Spot;
import io.twinstream.formats.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles a message to operations that set the fields of a source. */
final class ProtoCompiler {
  private final ProtoScalars scalars;
  private final KnownMessages known;
  private final Spot root;

  ProtoCompiler(EventBuilder builder) {
    this.scalars = new ProtoScalars(builder);
    this.known = new KnownMessages(builder, scalars);
    this.root = Spot.root(builder);
  }

  ProtoMessage compile(Descriptor type) {
    return message(type, root);
  }

  private ProtoMessage message(Descriptor type, Spot spot) {
    ProtoMessage message = new ProtoMessage(spot.whenObject());
    Map<Object, Integer> singles = new HashMap<>();
    List<Runnable> begin = new ArrayList<>();
    List<ProtoOp> end = new ArrayList<>();
    for (FieldDescriptor field : type.getFields()) {
      Spot at = spot.key(field.getName());
      OneofDescriptor choice = field.getContainingOneof();
      boolean chosen =
          choice != null
              && choice.getFields().stream().anyMatch(each -> !spot.key(each.getName()).isEmpty());
      if (at.isEmpty() && !chosen) {
        continue;
      }
      ProtoField compiled;
      if (field.isMapField()) {
        MapReader map = new MapReader(field, at);
        begin.add(map::begin);
        end.add(map::end);
        compiled = new ProtoField(ProtoInput.BYTES, map, null, -1);
      } else if (field.isRepeated()) {
        compiled = repeated(field, at, begin);
      } else {
        Object single = choice == null ? field : choice;
        compiled =
            new ProtoField(
                ProtoScalars.wire(field.getType()),
                at.isEmpty() ? skip(field) : single(field, at),
                null,
                singles.computeIfAbsent(single, each -> singles.size()));
      }
      message.add(field.getNumber(), compiled);
    }
    message.complete(singles.size(), begin.toArray(Runnable[]::new), end.toArray(ProtoOp[]::new));
    return message;
  }

  private static ProtoOp skip(FieldDescriptor field) {
    int tag = field.getNumber() << 3 | ProtoScalars.wire(field.getType());
    return in -> in.skipField(tag);
  }

  /** Compiles a value that is not repeated, or an element. */
  private ProtoOp single(FieldDescriptor field, Spot spot) {
    if (spot.isEmpty()) {
      return skip(field);
    }
    boolean isMessage = field.getType() == FieldDescriptor.Type.MESSAGE;
    if (isMessage
        && (KnownMessages.shape(field.getMessageType()) == null || !spot.keys().isEmpty())) {
      ProtoMessage message = message(field.getMessageType(), spot);
      return in -> message.read(in, in.end());
    }
    if (field.getType() == FieldDescriptor.Type.GROUP) {
      ProtoOp skip = skip(field);
      Unfit unfit = spot.whenObject();
      return in -> {
        unfit.report();
        skip.read(in);
      };
    }
    Unfit unfit = spot.whenScalar();
    ProtoOp value =
        isMessage
            ? known.of(field.getMessageType(), spot.slots())
            : scalars.of(field, spot.slots());
    return unfit.isEmpty()
        ? value
        : in -> {
          unfit.report();
          value.read(in);
        };
  }

  private ProtoField repeated(FieldDescriptor field, Spot spot, List<Runnable> begin) {
    ArraySpot array = new ArraySpot(spot);
    ProtoOp[] elements = new ProtoOp[array.indexes() + 1];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = single(field, array.element(i));
    }
    int last = elements.length - 1;
    int[] index = new int[1];
    begin.add(() -> index[0] = 0);
    ProtoOp element =
        in -> {
          array.start();
          elements[Math.min(index[0], last)].read(in);
          index[0]++;
          array.endElement();
        };
    ProtoOp packed =
        !field.isPackable()
            ? null
            : in -> {
              int end = in.end();
              while (in.at() < end) {
                element.read(in);
              }
              in.require(in.at() == end, "a value is longer than its field");
            };
    return new ProtoField(ProtoScalars.wire(field.getType()), element, packed, -1);
  }

  /**
   * Reads the entries of a map: of equal keys, the last counts, so values are read when the message
   * ends.
   */
  private final class MapReader implements ProtoOp {
    private final FieldDescriptor key;
    private final FieldDescriptor value;
    private final Unfit unfit;
    private final Map<String, ProtoOp> values = new HashMap<>();
    private final Map<String, Runnable> absent = new HashMap<>();

    /** By key, where the value of the last entry begins; -1 if it has none. */
    private final Map<String, Integer> found = new HashMap<>();

    MapReader(FieldDescriptor field, Spot spot) {
      this.key = field.getMessageType().findFieldByNumber(1);
      this.value = field.getMessageType().findFieldByNumber(2);
      this.unfit = spot.whenObject();
      for (String each : spot.keys()) {
        Spot at = spot.key(each);
        values.put(each, single(value, at));
        absent.put(each, scalars.implicit(value, at.slots()));
      }
    }

    void begin() {
      found.clear();
    }

    @Override
    public void read(ProtoInput in) {
      unfit.report();
      int end = in.end();
      String name = key.getType() == FieldDescriptor.Type.STRING ? "" : key(0);
      int from = -1;
      int keyTag = 1 << 3 | ProtoScalars.wire(key.getType());
      int valueTag = 2 << 3 | ProtoScalars.wire(value.getType());
      while (in.at() < end) {
        int tag = in.tag();
        if (tag == keyTag) {
          name = key(in);
        } else {
          from = tag == valueTag ? in.at() : from;
          in.skipField(tag);
        }
      }
      in.require(in.at() == end, "a field is longer than its message");
      if (values.containsKey(name)) {
        found.put(name, from);
      }
    }

    private String key(ProtoInput in) {
      if (key.getType() == FieldDescriptor.Type.STRING) {
        int length = in.length();
        return in.text(in.skip(length), length);
      }
      return switch (ProtoScalars.wire(key.getType())) {
        case ProtoInput.FIXED32 -> key(in.fixed32());
        case ProtoInput.FIXED64 -> key(in.littleFixed64());
        default -> key(in.varint());
      };
    }

    private String key(long bits) {
      return switch (key.getType()) {
        case BOOL -> Boolean.toString(bits != 0);
        case UINT64, FIXED64 -> Long.toUnsignedString(bits);
        case UINT32, FIXED32 -> Long.toString(bits & 0xFFFF_FFFFL);
        case SINT32, SINT64 -> Long.toString((bits >>> 1) ^ -(bits & 1));
        case INT32, SFIXED32 -> Integer.toString((int) bits);
        default -> Long.toString(bits);
      };
    }

    void end(ProtoInput in) {
      int at = in.at();
      found.forEach(
          (name, from) -> {
            if (from < 0) {
              absent.get(name).run();
            } else {
              in.at(from);
              values.get(name).read(in);
            }
          });
      in.at(at);
    }
  }
}
