package io.twinstream.stores;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The definitions of the projects of a {@link MemoryStore}. */
final class MemoryDefinitions implements DefinitionStore {
  private final ConcurrentMap<String, PublishedDefinitions> published = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, AppliedDefinitions> applied = new ConcurrentHashMap<>();

  @Override
  public CompletionStage<Void> publish(String project, PublishedDefinitions definitions) {
    published.put(project, definitions);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Optional<PublishedDefinitions>> published(String project) {
    return CompletableFuture.completedFuture(Optional.ofNullable(published.get(project)));
  }

  @Override
  public CompletionStage<Optional<AppliedDefinitions>> applied(String project) {
    return CompletableFuture.completedFuture(Optional.ofNullable(applied.get(project)));
  }

  @Override
  public CompletionStage<Boolean> apply(String project, AppliedDefinitions next) {
    AppliedDefinitions now =
        applied.compute(
            project,
            (name, current) -> {
              long number = current == null ? 0 : current.number();
              return number == next.number() - 1 ? next : current;
            });
    return CompletableFuture.completedFuture(
        now != null
            && now.number() == next.number()
            && now.fingerprint().equals(next.fingerprint()));
  }

  void clear() {
    published.clear();
    applied.clear();
  }
}
