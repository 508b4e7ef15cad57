package io.twinstream.serving.late;

import io.twinstream.stores.DefinitionStore;
import io.twinstream.stores.ErasureStore;
import io.twinstream.stores.GenerationStore;
import io.twinstream.stores.LossStore;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.ProgressStore;
import io.twinstream.stores.StateStore;
import io.twinstream.stores.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An online store that may not be available yet; until it is, every call fails with the reason. */
final class LateStore implements OnlineStore {
  private final StateStore states = part(StateStore.class, OnlineStore::states);
  private final ErasureStore erasures = part(ErasureStore.class, OnlineStore::erasures);
  private final GenerationStore generations = part(GenerationStore.class, OnlineStore::generations);
  private final LossStore losses = part(LossStore.class, OnlineStore::losses);
  private final ProgressStore progress = part(ProgressStore.class, OnlineStore::progress);
  private final DefinitionStore definitions = part(DefinitionStore.class, OnlineStore::definitions);
  private volatile OnlineStore store;
  private volatile StoreException reason;
  private boolean closed;

  /**
   * @param reason why it is not available
   */
  LateStore(StoreException reason) {
    this.reason = reason;
  }

  /** Sets the last known reason why the store is not available; returns whether it is another. */
  boolean fails(StoreException because) {
    boolean other = !String.valueOf(because.getMessage()).equals(reason.getMessage());
    reason = because;
    return other;
  }

  /** Delegates to the store from now on; closes it if this is closed already. */
  synchronized void is(OnlineStore found) {
    if (closed) {
      found.close();
    }
    store = found;
  }

  /** Creates a part that calls that of the store, once there is one. */
  private <T> T part(Class<T> type, Function<OnlineStore, T> of) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, arguments);
              }
              OnlineStore found = store;
              return found == null ? fail(method) : call(of.apply(found), method, arguments);
            }));
  }

  private static Object call(Object part, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(part, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Fails as the method does: by its stage, or by an exception if it blocks. */
  private Object fail(Method method) {
    if (method.getReturnType() != CompletionStage.class) {
      throw again();
    }
    return CompletableFuture.failedFuture(again());
  }

  private <T> CompletionStage<T> ask(Function<OnlineStore, CompletionStage<T>> call) {
    OnlineStore found = store;
    return found == null ? CompletableFuture.failedFuture(again()) : call.apply(found);
  }

  /**
   * A new exception per call, because a shared one would collect the suppressed exceptions of all.
   */
  private StoreException again() {
    return new StoreException(reason.getMessage(), reason.getCause());
  }

  @Override
  public StateStore states() {
    return states;
  }

  @Override
  public ErasureStore erasures() {
    return erasures;
  }

  @Override
  public GenerationStore generations() {
    return generations;
  }

  @Override
  public LossStore losses() {
    return losses;
  }

  @Override
  public ProgressStore progress() {
    return progress;
  }

  @Override
  public DefinitionStore definitions() {
    return definitions;
  }

  @Override
  public CompletionStage<Void> check() {
    return ask(OnlineStore::check);
  }

  @Override
  public CompletionStage<OptionalLong> time() {
    return ask(OnlineStore::time);
  }

  @Override
  public long epoch() {
    OnlineStore found = store;
    return found == null ? Long.MIN_VALUE : found.epoch();
  }

  @Override
  public void reconnect() {
    OnlineStore found = store;
    if (found != null) {
      found.reconnect();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (store != null) {
      store.close();
    }
  }
}
