package io.twinstream.stores;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

/** A store with some methods replaced by a test. */
public final class OverriddenStore {
  private OverriddenStore() {}

  /**
   * Replaces methods of a store.
   *
   * @param answers the results by method name
   */
  public static OnlineStore of(OnlineStore store, Map<String, Supplier<?>> answers) {
    return (OnlineStore)
        Proxy.newProxyInstance(
            OnlineStore.class.getClassLoader(),
            new Class<?>[] {OnlineStore.class},
            (proxy, method, arguments) -> {
              Supplier<?> answer = answers.get(method.getName());
              if (answer != null) {
                return answer.get();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
