package io.twinstream.stores;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store of which a test answers some calls, also those of its parts. */
public final class OverriddenStore {
  private OverriddenStore() {}

  /** A call of a method of the store, or of a part of it. */
  public record Call(Object target, Method method, Object[] arguments) {
    public boolean isOf(String name) {
      return method.getName().equals(name);
    }

    public boolean returnsStage() {
      return method.getReturnType() == CompletionStage.class;
    }

    /** Returns what the store returns. */
    public Object proceed() throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  /** Answers calls, possibly with what the store returns. */
  public interface Answers {
    Object to(Call call) throws Throwable;
  }

  /**
   * Replaces methods of a store.
   *
   * @param answers the results by method name
   */
  public static OnlineStore of(OnlineStore store, Map<String, Supplier<?>> answers) {
    return of(
        store,
        call -> {
          Supplier<?> answer = answers.get(call.method().getName());
          return answer == null ? call.proceed() : answer.get();
        });
  }

  /** Replaces the answers of a store and of its parts. */
  public static OnlineStore of(OnlineStore store, Answers answers) {
    return (OnlineStore) proxy(OnlineStore.class, store, answers);
  }

  private static Object proxy(Class<?> type, Object target, Answers answers) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          Object answer = answers.to(new Call(target, method, arguments));
          Class<?> returned = method.getReturnType();
          boolean part = returned.isInterface() && returned.getPackage() == type.getPackage();
          return part ? proxy(returned, answer, answers) : answer;
        });
  }
}
