package io.twinstream.stores.redis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RedisAddressTest {
  @Test
  void aServerIsAHostAndAPort() {
    assertThat(RedisAddress.parse("localhost:6379"), is(new RedisAddress("localhost", 6379)));
    assertThat(RedisAddress.parse("rediss://[::1]:6379"), is(new RedisAddress("::1", 6379)));
    assertThat(RedisAddress.parse("redis://[::1]:6379").toString(), is("[::1]:6379"));
    assertThat(RedisAddress.parse("localhost:6379").watch(), is(nullValue()));
  }

  @Test
  void sentinelsAreNamedWithWhatTheyWatch() {
    String written = "redis-sentinel://one:26379,[::1]:26380,three:26381#shop";
    RedisAddress address = RedisAddress.parse(written);
    assertThat(address.host(), is("one"));
    assertThat(address.port(), is(26_379));
    assertThat(address.watch().primary(), is("shop"));
    assertThat(
        address.watch().others(),
        contains(new RedisAddress("::1", 26_380), new RedisAddress("three", 26_381)));
    assertThat(address.toString(), is(written));
    assertThat(RedisAddress.parse("redis-sentinel://one:1#a").toString(), containsString("one:1#"));
  }

  @Test
  void membersOfAClusterAreListed() {
    RedisAddress address = RedisAddress.parse("redis-cluster://one:6379,[::1]:6380");
    assertThat(address.host(), is("one"));
    assertThat(address.cluster().others(), contains(new RedisAddress("::1", 6380)));
    assertThat(address.toString(), is("redis-cluster://one:6379,[::1]:6380"));
    String tls = "rediss-cluster://one:6379";
    assertThat(RedisAddress.isTls(tls), is(true));
    assertThat(RedisSettings.of(tls, Duration.ofSeconds(1), Map.of()).toString(), is(tls));
  }

  @Test
  void invalidAddressesAreRefusedWithTheValidForm() {
    assertThat(refusal("localhost"), containsString("write HOST:PORT"));
    assertThat(refusal("localhost:99999"), containsString("write HOST:PORT"));
    assertThat(refusal("redis-sentinel://one:1"), containsString("#PRIMARY"));
    assertThat(refusal("redis-sentinel://one:1#"), containsString("#PRIMARY"));
    assertThat(refusal("redis-sentinel://one#shop"), containsString("write HOST:PORT"));
    assertThat(refusal("redis-sentinel://#shop"), containsString("write HOST:PORT"));
    assertThat(refusal("redis://user:secret@one:1"), containsString("TWINSTREAM_REDIS_PASSWORD"));
  }

  @Test
  void sentinelsAreNotAskedOverTls() {
    RedisAddress sentinels = RedisAddress.parse("redis-sentinel://one:1#shop");
    Duration deadline = Duration.ofSeconds(1);
    Exception tls =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RedisSettings(sentinels, deadline, null, null, true, null));
    assertThat(tls.getMessage(), containsString("rediss://HOST:PORT"));
  }

  private static String refusal(String written) {
    return assertThrows(IllegalArgumentException.class, () -> RedisAddress.parse(written))
        .getMessage();
  }
}
