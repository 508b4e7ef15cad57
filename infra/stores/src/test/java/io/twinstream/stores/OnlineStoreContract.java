package io.twinstream.stores;

import static io.twinstream.stores.StoreContract.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link OnlineStore} does, with the contracts of its parts. */
public abstract class OnlineStoreContract
    implements StateContract,
        ErasureContract,
        GenerationContract,
        LossContract,
        ProgressContract,
        DefinitionContract {
  private final ViewKey view =
      new ViewKey("p" + UUID.randomUUID().toString().replace("-", ""), "card_spend@1");

  @Override
  public final ViewKey view() {
    return view;
  }

  @Test
  void theStoresTimeGoesOn() throws InterruptedException {
    long before = await(store().time()).orElseThrow();
    pass(Duration.ofMillis(10));
    assertThat(await(store().time()).orElseThrow(), greaterThan(before));
    assertThat(store().epoch(), is(store().epoch()));
  }

  @Test
  void aStoreThatAnswersIsHealthy() {
    await(store().check());
    assertThat(begin(), is(not(begin())));
  }
}
