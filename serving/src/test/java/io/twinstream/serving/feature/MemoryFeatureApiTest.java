package io.twinstream.serving.feature;

import io.twinstream.stores.MemoryStore;
import io.twinstream.stores.OnlineStore;
import java.time.InstantSource;

final class MemoryFeatureApiTest extends BatchContract {
  @Override
  OnlineStore openStore() {
    return new MemoryStore(InstantSource.system());
  }
}
