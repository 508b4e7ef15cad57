package io.twinstream.beam.coder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * The serialized form of definitions, which are records that are not all serializable themselves.
 * Each record is written as its class and components, and its constructor is called when it is
 * read. Checkpoints contain this form: a record that gets another component keeps a public
 * constructor with those before, and {@link EarlierForms} builds what has changed more, so that the
 * checkpoints of earlier versions can be restored.
 */
public final class DefinitionForm {
  private DefinitionForm() {}

  public static byte[] toBytes(Object definition) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new Writer(bytes)) {
      out.writeObject(definition);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serialize the definitions", e);
    }
    return bytes.toByteArray();
  }

  public static Object fromBytes(byte[] form) {
    try (Reader in = new Reader(new ByteArrayInputStream(form))) {
      return in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the serialized definitions", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "the definitions were serialized by another version of Twinstream;"
              + " use the same version on all machines of a job",
          e);
    }
  }

  private static final class Reader extends ObjectInputStream {
    Reader(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
      return EarlierForms.standIn(super.readClassDescriptor());
    }
  }

  private static final class Writer extends ObjectOutputStream {
    Writer(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
      if (object instanceof Optional<?> optional) {
        return new OptionalForm(optional.orElse(null));
      }
      return object instanceof Record record ? RecordForm.of(record) : object;
    }
  }

  @SuppressWarnings("serial") // A value in it has been replaced by its serializable form.
  private record OptionalForm(Object value) implements Serializable {
    private Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  private static final class RecordForm implements Serializable {
    private static final long serialVersionUID = 1;
    private final Class<?> type;
    private final Object[] components;

    private RecordForm(Class<?> type, Object[] components) {
      this.type = type;
      this.components = components;
    }

    static Object of(Record record) {
      if (record instanceof Serializable) {
        return record;
      }
      Object[] components =
          Arrays.stream(record.getClass().getRecordComponents())
              .map(component -> read(component, record))
              .toArray();
      return new RecordForm(record.getClass(), components);
    }

    private static Object read(RecordComponent component, Record record) {
      try {
        return component.getAccessor().invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }

    private Object readResolve() {
      Optional<Object> earlier = EarlierForms.build(type, components);
      if (earlier.isPresent()) {
        return earlier.get();
      }
      try {
        return constructor().newInstance(components);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot build " + type.getName(), e);
      }
    }

    private Constructor<?> constructor() throws NoSuchMethodException {
      RecordComponent[] now = type.getRecordComponents();
      if (now.length == components.length) {
        return type.getConstructor(
            Arrays.stream(now).map(RecordComponent::getType).toArray(Class<?>[]::new));
      }
      return Arrays.stream(type.getConstructors())
          .filter(each -> each.getParameterCount() == components.length)
          .findFirst()
          .orElseThrow(
              () -> new NoSuchMethodException("with %d components".formatted(components.length)));
    }
  }
}
