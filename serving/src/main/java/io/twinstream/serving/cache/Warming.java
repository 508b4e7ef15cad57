package io.twinstream.serving.cache;

import io.twinstream.features.text.Names;
import io.twinstream.serving.problem.ProblemException;
import io.twinstream.serving.reading.ServedDefinitions;
import io.twinstream.serving.reading.ServedView;
import io.twinstream.stores.StateKey;
import io.twinstream.stores.status.ViewStatuses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fetches the states of listed entities repeatedly, so that they are always cached. */
final class Warming implements Runnable {
  private static final int KEYS_PER_READ = 1_000;

  private final Map<String, List<String>> ids;
  private final CachedStates states;
  private final ServedDefinitions definitions;
  private final LiveTimes times;
  private final ViewStatuses statuses;

  private Warming(
      Map<String, List<String>> ids,
      CachedStates states,
      ServedDefinitions definitions,
      LiveTimes times,
      ViewStatuses statuses) {
    this.ids = ids;
    this.states = states;
    this.definitions = definitions;
    this.times = times;
    this.statuses = statuses;
  }

  /**
   * Reads the list: a line per entity, as {@code entity id}.
   *
   * @throws IllegalArgumentException with all mistakes in the file
   */
  static Warming read(
      Path file,
      CachedStates states,
      ServedDefinitions definitions,
      LiveTimes times,
      ViewStatuses statuses) {
    Set<String> entities = definitions.current().project().entities().keySet();
    Map<String, List<String>> ids = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String where = file + ":" + (i + 1) + ": ";
      String[] parts = lines.get(i).strip().split(" ", 2);
      if (parts.length == 2 && entities.contains(parts[0])) {
        ids.computeIfAbsent(parts[0], entity -> new ArrayList<>()).add(parts[1].strip());
        problem(definitions, parts[0], parts[1].strip())
            .ifPresent(problem -> problems.add(where + problem));
      } else if (!parts[0].isEmpty()) {
        String what =
            entities.contains(parts[0])
                ? "missing id"
                : Names.unknown("entity", parts[0], entities);
        problems.add(where + what);
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("twinstream.cache.warm: " + String.join("; ", problems));
    }
    return new Warming(ids, states, definitions, times, statuses);
  }

  /** Why a text cannot be an id; empty if it can. */
  private static Optional<String> problem(ServedDefinitions served, String entity, String id) {
    try {
      for (ServedView view : served.current().lists().views()) {
        if (view.entity().equals(entity)) {
          view.requireId(id);
        }
      }
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("twinstream.cache.warm: cannot read " + file, e);
    }
  }

  /** Fetches all of them; a state whose fetch fails is fetched by the next run, or by a request. */
  @Override
  public void run() {
    for (ServedView view : definitions.current().lists().views()) {
      List<String> wanted = ids.getOrDefault(view.entity(), List.of());
      if (times.current().nanos(view.key().view()) > 0 && !wanted.isEmpty()) {
        var unused =
            statuses
                .of(view.key())
                .thenAccept(
                    status ->
                        status
                            .generation()
                            .filter(whole -> status.holdsAll())
                            .ifPresent(
                                generation ->
                                    refresh(
                                        wanted.stream()
                                            .map(id -> new StateKey(generation, view.requireId(id)))
                                            .toList(),
                                        status.asked().epoch())));
      }
    }
  }

  private void refresh(List<StateKey> keys, long epoch) {
    for (int from = 0; from < keys.size(); from += KEYS_PER_READ) {
      states.refresh(keys.subList(from, Math.min(from + KEYS_PER_READ, keys.size())), epoch);
    }
  }
}
