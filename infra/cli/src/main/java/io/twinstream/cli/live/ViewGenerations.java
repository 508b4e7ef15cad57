package io.twinstream.cli.live;

import io.twinstream.features.text.Durations;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.Progress;
import io.twinstream.stores.ReadTo;
import io.twinstream.stores.TopicPosition;
import io.twinstream.stores.ViewKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Lists the generations of a view, with their status in the online store. */
public final class ViewGenerations {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private ViewGenerations() {}

  /**
   * A generation.
   *
   * @param pointer the generation that readers follow
   * @param fingerprint of the layout of its states
   * @param eventsFrom the known time from which it has events; {@link Long#MIN_VALUE} if that is
   *     unknown
   * @param lost whether the store lost states of it that are not written again
   * @param loadedAt the time at which the last load began, in milliseconds since 1970
   * @param progress the progress published last
   * @param first by {@code topic/partition}, the first offset that its job reads; empty for a load
   * @param next by {@code topic/partition}, the first offset not in it
   * @param ahead by {@code topic/partition}, by how many milliseconds the greatest timestamp is
   *     ahead of the job's clock
   * @param askedAt the time of the query, in milliseconds since 1970
   */
  public record Listed(
      Generation generation,
      Optional<Generation> pointer,
      Optional<String> fingerprint,
      OptionalLong eventsFrom,
      boolean lost,
      OptionalLong loadedAt,
      Optional<Progress> progress,
      Map<String, Long> first,
      Map<String, Long> next,
      Map<String, Long> ahead,
      long askedAt) {
    /** A job publishes progress several times a second, and a restart takes less than this. */
    private static final Duration SILENT_AFTER = Duration.ofMinutes(5);

    /** Whether readers follow it. */
    public boolean followed() {
      return pointer.equals(Optional.of(generation));
    }

    /** Whether a job has published its progress recently. */
    public boolean isWritten() {
      return progress.isPresent()
          && askedAt - progress.get().publishedAt() < SILENT_AFTER.toMillis();
    }

    /** Whether readers follow a later one, and no job writes it. */
    public boolean isOld() {
      return pointer.isPresent() && generation.compareTo(pointer.get()) < 0 && !isWritten();
    }

    /** Whether it is later than the one that readers follow, and no job writes it. */
    public boolean isAbandoned() {
      return !followed() && !isOld() && !isWritten();
    }

    /** The time since the last published progress; empty if there was none. */
    public Optional<Duration> silence() {
      return progress.map(said -> Duration.ofMillis(askedAt - said.publishedAt()));
    }

    /** The instant up to which it is complete; empty if nothing proves one. */
    public Optional<Instant> complete() {
      return progress
          .map(Progress::completeAt)
          .filter(at -> at > Long.MIN_VALUE)
          .map(Instant::ofEpochMilli);
    }

    /** The same as text. */
    public String text() {
      return "%s  %s, events from %s, complete up to %s, %s"
          .formatted(
              generation,
              lost
                  ? "LOST STATES; its job writes them again, or see twinstream rebuild"
                  : followed() ? "FOLLOWED" : isOld() ? "old" : "not followed",
              eventsFrom.isEmpty() || eventsFrom.getAsLong() == Long.MIN_VALUE
                  ? "an unknown time"
                  : Instant.ofEpochMilli(eventsFrom.getAsLong()),
              complete().map(Instant::toString).orElse("nothing yet"),
              silence()
                  .map(age -> "published " + Durations.age(age) + " ago")
                  .orElseGet(this::loaded));
    }

    private String loaded() {
      return loadedAt.isPresent()
          ? "loaded %s ago"
              .formatted(Durations.age(Duration.ofMillis(askedAt - loadedAt.getAsLong())))
          : "no progress published"
              + (isAbandoned() ? ": abandoned, unless a load is running" : "");
    }

    /** The same for JSON. */
    public Map<String, Object> toMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("view", generation.view().view());
      map.put("generation", generation.number());
      map.put("fingerprint", fingerprint.orElse(null));
      map.put("followed", followed());
      map.put("old", isOld());
      map.put("lost", lost);
      map.put(
          "loaded_at",
          loadedAt.isPresent() ? Instant.ofEpochMilli(loadedAt.getAsLong()).toString() : null);
      map.put(
          "events_from",
          eventsFrom.isEmpty() || eventsFrom.getAsLong() == Long.MIN_VALUE
              ? null
              : Instant.ofEpochMilli(eventsFrom.getAsLong()).toString());
      map.put("complete_up_to", complete().map(Instant::toString).orElse(null));
      map.put("progress_age_ms", silence().map(Duration::toMillis).orElse(null));
      map.put("positions", next);
      map.put("times_ahead_ms", ahead);
      return map;
    }
  }

  /** All generations of a view, in the order of their beginning. */
  public static List<Listed> of(OnlineStore store, ViewKey view, InstantSource clock) {
    Optional<Generation> pointer = await(store.generations().pointer(view));
    return await(store.generations().list(view)).stream()
        .map(
            each ->
                new Listed(
                    each,
                    pointer,
                    await(store.generations().fingerprint(each)),
                    await(store.generations().eventsFrom(each)),
                    await(store.losses().lostAt(each)).isPresent(),
                    await(store.generations().loadedAt(each)),
                    await(store.progress().published(each)),
                    await(store.progress().beginsAt(each)),
                    offsets(await(store.progress().positions(each))),
                    ahead(await(store.progress().readTo(each))),
                    clock.millis()))
        .toList();
  }

  private static Map<String, Long> offsets(Map<String, TopicPosition> positions) {
    Map<String, Long> next = new TreeMap<>();
    positions.forEach((partition, at) -> next.put(partition, at.next()));
    return next;
  }

  private static Map<String, Long> ahead(Map<String, ReadTo> read) {
    Map<String, Long> ahead = new TreeMap<>();
    read.forEach(
        (partition, to) -> {
          if (to.ahead() > 0) {
            ahead.put(partition, to.ahead());
          }
        });
    return ahead;
  }

  private static <T> T await(CompletionStage<T> stage) {
    return Await.within(ANSWER_LIMIT, stage);
  }
}
