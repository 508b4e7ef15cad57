package io.twinstream.offline.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @Test
  void whatIsShownIsServerAndDatabase() {
    assertThat(
        PostgresAddress.parse("postgresql://ann@db:5433/shop?sslmode=verify-full").toString(),
        is("postgresql://db:5433/shop"));
    assertThat(PostgresAddress.isOne("postgres://db/shop"), is(true));
    assertThat(PostgresAddress.isOne("rows/"), is(false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:s3cret@db/shop",
        "postgresql://ann:s3cret/more@db/shop",
        "postgresql://db/shop?password=s3cret",
        "postgresql://db/shop?ssl=true&sslPassword=s3cret"
      })
  void passwordsDoNotBelongThere(String address) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> PostgresAddress.parse(address))
            .getMessage();
    assertThat(message, allOf(containsString("PGPASSWORD"), not(containsString("s3cret"))));
  }
}
