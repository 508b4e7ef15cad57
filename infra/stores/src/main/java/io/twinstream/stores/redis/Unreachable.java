package io.twinstream.stores.redis;

import io.lettuce.core.RedisException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.twinstream.stores.StoreException;
import io.twinstream.stores.StoreRefusedException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Explains why a connection to Redis failed, and what to do. */
final class Unreachable {
  private Unreachable() {}

  /** Returns a {@link StoreRefusedException} if a retry does not help. */
  static StoreException of(RedisTarget target, RedisException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException && !timedOut(cause)) {
        return new StoreRefusedException(
            "the certificate of Redis at "
                + target.address()
                + " is not trusted, or the server does not use TLS ("
                + message
                + "); name the file of its authority in twinstream.redis.authority, or in the"
                + " environment as TWINSTREAM_REDIS_AUTHORITY",
            e);
      }
      if (message.contains("NOAUTH")
          || message.contains("WRONGPASS")
          || message.contains("AUTH failed")) {
        return new StoreRefusedException(
            "Redis at "
                + target.address()
                + " refuses the password, or requires one; set it"
                + " in the environment as TWINSTREAM_REDIS_PASSWORD",
            e);
      }
      if (cause instanceof UnknownHostException) {
        return new StoreException(
            "cannot reach Redis at " + target.address() + ": unknown host; check the name", e);
      }
    }
    return new StoreException(
        "cannot reach Redis at "
            + target.address()
            + "; check that it is running and that the address is right."
            + (target.tls() || target.sentinels()
                ? ""
                : " If it uses TLS, write " + target.toString().replaceFirst("redis", "rediss")),
        e);
  }

  /** A server that hangs or disconnects gives no information about its certificate. */
  private static boolean timedOut(Throwable failure) {
    return failure instanceof SslHandshakeTimeoutException
        || failure instanceof SSLHandshakeException
            && String.valueOf(failure.getMessage()).contains("closed");
  }
}
