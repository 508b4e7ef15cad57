package io.twinstream.stores.redis;

import io.lettuce.core.RedisException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why a Redis server cannot be connected to, and what to do. */
final class Unreachable {
  private Unreachable() {}

  /** A {@link StoreRefusedException} where trying again does not help. */
  static StoreException of(RedisSettings settings, RedisException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException && !timedOut(cause)) {
        return new StoreRefusedException(
            "the certificate of Redis at "
                + settings.address()
                + " is not to be trusted, or it speaks no TLS ("
                + message
                + "); name the file of its authority in twinstream.redis.authority, or by the"
                + " environment as TWINSTREAM_REDIS_AUTHORITY",
            e);
      }
      if (message.contains("NOAUTH")
          || message.contains("WRONGPASS")
          || message.contains("AUTH failed")) {
        return new StoreRefusedException(
            "Redis at "
                + settings.address()
                + " refuses the password, or wants one; give it"
                + " by the environment as TWINSTREAM_REDIS_PASSWORD",
            e);
      }
      if (cause instanceof UnknownHostException) {
        return new StoreException(
            "cannot reach Redis at " + settings.address() + ": no such host; is the name right?",
            e);
      }
    }
    return new StoreException(
        "cannot reach Redis at "
            + settings.address()
            + "; is it running, and is the address right?"
            + (settings.tls() ? "" : " Where it speaks TLS, write rediss://" + settings.address()),
        e);
  }

  /** A server that hangs, or goes away, says nothing of its certificate. */
  private static boolean timedOut(Throwable failure) {
    return failure instanceof SslHandshakeTimeoutException
        || failure instanceof SSLHandshakeException
            && String.valueOf(failure.getMessage()).contains("closed");
  }
}
