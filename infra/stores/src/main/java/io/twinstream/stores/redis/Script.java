package io.twinstream.stores.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import io.twinstream.stores.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A Lua script from the resources of this package. It is called by its digest, and sent in full if
 * Redis does not know the digest.
 */
final class Script {
  static final Script WRITE = new Script("write.lua");
  static final Script BEGIN = new Script("begin.lua");
  static final Script POINT = new Script("point.lua");
  static final Script RENEW = new Script("renew.lua");
  static final Script LOST = new Script("lost.lua");
  static final Script REFILL = new Script("refill.lua");
  static final Script EVICTED = new Script("evicted.lua");
  static final Script APPLY = new Script("apply.lua");

  private final String text;
  private final String digest;

  private Script(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name)) {
      byte[] bytes = in.readAllBytes();
      text = new String(bytes, StandardCharsets.UTF_8);
      digest = new String(Base16.encode(MessageDigest.getInstance("SHA-1").digest(bytes), false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read script " + name, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks SHA-1, which scripts need", e);
    }
  }

  <T> CompletionStage<T> run(
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      ScriptOutputType output,
      byte[][] keys,
      byte[]... arguments) {
    CompletionStage<T> known = commands.evalsha(digest, output, keys, arguments);
    return known.exceptionallyCompose(
        failure ->
            Await.cause(failure) instanceof RedisNoScriptException
                ? commands.eval(text, output, keys, arguments)
                : CompletableFuture.failedFuture(Await.cause(failure)));
  }
}
