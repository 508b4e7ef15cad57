package io.twinstream.serving.operation;

import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StoreException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that cannot be reached. */
final class Unreachable {
  OnlineStore store() {
    return (OnlineStore)
        Proxy.newProxyInstance(
            OnlineStore.class.getClassLoader(),
            new Class<?>[] {OnlineStore.class},
            (proxy, method, arguments) ->
                method.getReturnType() == CompletionStage.class
                    ? CompletableFuture.failedFuture(new StoreException("it is gone", null))
                    : method.getName().equals("hashCode") ? 1 : null);
  }
}
