package io.twinstream.beam;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import io.twinstream.beam.coder.DeadLetterCoder;
import io.twinstream.beam.coder.DefinitionForm;
import io.twinstream.beam.coder.EntityStateCoder;
import io.twinstream.beam.coder.EventCoder;
import io.twinstream.beam.coder.EventFeaturesCoder;
import io.twinstream.beam.coder.FeatureRowForm;
import io.twinstream.beam.coder.PositionCoder;
import io.twinstream.beam.coder.RawRecordCoder;
import io.twinstream.beam.coder.ShippedProject;
import io.twinstream.features.aggregate.EventFeatures;
import io.twinstream.features.bytes.ByteReader;
import io.twinstream.features.bytes.ByteWriter;
import io.twinstream.features.definition.Project;
import io.twinstream.features.definition.ProjectJson;
import io.twinstream.features.definition.Topic;
import io.twinstream.features.event.DeadLetter;
import io.twinstream.features.event.Envelope;
import io.twinstream.features.event.Envelope.Header;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.event.Reason;
import io.twinstream.features.row.FeatureRow;
import io.twinstream.features.row.RowsOfAllTypes;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class CodersTest {
  private static final Position POSITION = new Position("topic \u00e9", 300, 1L << 40);

  @Test
  void positions() throws Exception {
    assertThat(roundTrip(PositionCoder.of(), POSITION), is(POSITION));
  }

  @Test
  void rawRecords() throws Exception {
    RawRecord read = roundTrip(RawRecordCoder.of(), new RawRecord(POSITION, -1, new byte[] {1}));
    assertThat(read.position(), is(POSITION));
    assertThat(read.known(), is(-1L));
    assertThat(read.payload(), is(new byte[] {1}));
  }

  @Test
  void deadLetters() throws Exception {
    DeadLetter letter =
        new DeadLetter(
            "orders",
            POSITION,
            5,
            Reason.EXCESS_DIGITS,
            "why",
            new byte[] {9},
            1L << 33,
            "ab",
            Envelope.NONE);
    DeadLetter read = roundTrip(DeadLetterCoder.of(), letter);
    assertThat(read.payload(), is(letter.payload()));
    assertThat(
        read.toString().replaceAll("\\[B@\\w+", ""),
        is(letter.toString().replaceAll("\\[B@\\w+", "")));
  }

  @Test
  void whatWasSentBesideARecordStaysWithItAndItsDeadLetter() throws Exception {
    Envelope envelope =
        new Envelope(
            new byte[] {1, 2},
            1_770_000_000_123L,
            List.of(new Header("trace", new byte[] {3}), new Header("trace", null)));
    RawRecord record = new RawRecord(POSITION, 5, 5, new byte[] {9}, 0, envelope);
    DeadLetter letter =
        DeadLetter.of("orders", POSITION, 5, Reason.MALFORMED, "why", new byte[] {9})
            .withEnvelope(roundTrip(RawRecordCoder.of(), record).envelope());
    Envelope read = roundTrip(DeadLetterCoder.of(), letter).envelope();
    assertThat(read.key(), is(envelope.key()));
    assertThat(read.timestamp(), is(envelope.timestamp()));
    assertThat(read.headers().stream().map(Header::name).toList(), contains("trace", "trace"));
    assertThat(read.headers().get(0).value(), is(new byte[] {3}));
    assertThat(read.headers().get(1).value(), is(nullValue()));

    assertThat(read.cut(), is(false));
    Envelope cut = new Envelope(new byte[1 << 20], 0, List.of()).within(7);
    assertThat(
        roundTrip(DeadLetterCoder.of(), letter.withEnvelope(cut)).envelope().cut(), is(true));

    Envelope keyless = new Envelope(null, 0, List.of());
    RawRecord bare = new RawRecord(POSITION, 5, 5, new byte[] {9}, 0, keyless);
    assertThat(roundTrip(RawRecordCoder.of(), bare).envelope().key(), is(nullValue()));
    assertThat(
        roundTrip(RawRecordCoder.of(), new RawRecord(POSITION, 5, new byte[0])).envelope(),
        is(sameInstance(Envelope.NONE)));
  }

  @Test
  void rowsOfEveryType() throws Exception {
    Event event = Shop.events("orders", Shop.orders(1, 1)).get(0);
    EventFeaturesCoder coder =
        EventFeaturesCoder.of(EventCoder.of(Shop.PROJECT, "orders"), RowsOfAllTypes.TYPES);
    FeatureRowForm form = SerializableUtils.clone(new FeatureRowForm(RowsOfAllTypes.TYPES));
    for (FeatureRow features : RowsOfAllTypes.some(100, 5)) {
      EventFeatures row = new EventFeatures(event, 3, 4, features);
      assertThat(roundTrip(coder, row), is(row));
      ByteWriter out = new ByteWriter(1);
      form.write(features, out);
      ByteReader in = new ByteReader(out.toByteArray());
      assertThat(form.read(in), is(features));
      in.requireEnd();
      ByteWriter packed = new ByteWriter(1);
      coder.write(row, packed);
      assertThat(coder.read(new ByteReader(packed.toByteArray())), is(row));
    }
  }

  @Test
  void eventsAndStates() throws Exception {
    Event event = Shop.events("orders", Shop.orders(1, 1)).get(0);
    assertThat(roundTrip(EventCoder.of(Shop.PROJECT, "orders"), event), is(event));
    assertThat(roundTrip(EventCoder.of(Shop.PROJECT, "orders"), null), is((Event) null));
    var compiled = Shop.USER_ORDERS.compiled();
    var state = compiled.add(compiled.empty(), event);
    var read = roundTrip(EntityStateCoder.of(Shop.USER_ORDERS), state);
    assertThat(compiled.encode(read), is(compiled.encode(state)));
  }

  @Test
  void aProjectThatTravelsIsCompiledOncePerProcess() {
    ShippedProject arrived = SerializableUtils.clone(Shop.PROJECT);
    assertThat(arrived, is(sameInstance(Shop.PROJECT)));
    assertThat(arrived.project(), is(Shop.PROJECT.project()));
    assertThat(
        SerializableUtils.clone(Shop.USER_ORDERS).compiled(),
        is(sameInstance(Shop.USER_ORDERS.compiled())));
  }

  @Test
  void theFormOfAProjectHoldsAllOfIt() {
    Object read = DefinitionForm.fromBytes(DefinitionForm.toBytes(Shop.PROJECT.project()));
    assertThat(read, is(Shop.PROJECT.project()));
  }

  /** Checkpoints contain the form, and may be of an earlier version. */
  @Test
  void theFormOfAnEarlierVersionIsRead() throws Exception {
    String name = "source-without-topic-settings.base64";
    byte[] form;
    try (InputStream in = CodersTest.class.getResourceAsStream(name)) {
      form = Base64.getMimeDecoder().decode(in.readAllBytes());
    }
    Project read = (Project) DefinitionForm.fromBytes(form);
    assertThat(read.source("orders").kafkaTopic(), is(Topic.of("shop.orders")));
    assertThat(ProjectJson.fingerprint(read), is("3c87d8118785e3dc"));
    assertThat(DefinitionForm.fromBytes(DefinitionForm.toBytes(read)), is(read));
  }

  /** Through the coder as it is after it has travelled itself, nested and whole. */
  private static <T> T roundTrip(Coder<T> coder, T value) throws Exception {
    Coder<T> travelled = SerializableUtils.clone(coder);
    assertThat(travelled, is(coder));
    return CoderUtils.decodeFromByteArray(
        travelled, CoderUtils.encodeToByteArray(travelled, value));
  }
}
