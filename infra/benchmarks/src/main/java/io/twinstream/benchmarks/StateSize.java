package io.twinstream.benchmarks;

import io.twinstream.features.aggregate.CompiledView;
import io.twinstream.features.aggregate.EntityState;
import io.twinstream.features.decode.EventDecoder;
import io.twinstream.features.decode.EventDecoders;
import io.twinstream.features.definition.Project;
import io.twinstream.features.event.Event;
import io.twinstream.features.event.Position;
import io.twinstream.features.event.RawRecord;
import io.twinstream.features.load.Definitions;
import io.twinstream.local.RedisServer;
import io.twinstream.local.process.StateDirectory;
import io.twinstream.local.process.Supervisor;
import io.twinstream.stores.Await;
import io.twinstream.stores.Generation;
import io.twinstream.stores.OnlineStore;
import io.twinstream.stores.StateWrite;
import io.twinstream.stores.ViewKey;
import io.twinstream.stores.redis.RedisAddress;
import io.twinstream.stores.redis.RedisStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what an event costs by the size of its entity's state: CPU to add the event and encode
 * the state, and CPU of the client and of Redis to write it.
 */
@Command(name = "state-size", mixinStandardHelpOptions = true)
public final class StateSize implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int AT_ONCE = 1_000;
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = 60_000;
  private static final Pattern CPU = Pattern.compile("used_cpu_(?:user|sys):([\\d.]+)");

  @Option(names = "--entities", defaultValue = "500")
  private int entities;

  @Option(names = "--rounds", defaultValue = "60", description = "Events of each entity.")
  private int rounds;

  @Option(
      names = "--hours",
      split = ",",
      defaultValue = "0,1,4,8,24",
      description = "Windows with an event and a tile a minute; 0 for one event.")
  private List<Integer> hours;

  public static void main(String[] args) {
    System.exit(new CommandLine(new StateSize()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    StateDirectory folder = StateDirectory.at(Files.createTempDirectory("twinstream-state-size"));
    try (Supervisor supervisor = new Supervisor(folder)) {
      String address = RedisServer.start(supervisor).address();
      try (OnlineStore store = RedisStore.connect(RedisAddress.parse(address), LIMIT)) {
        System.out.println("| bytes | add and encode | client, per write | Redis, per write |");
        System.out.println("|---|---|---|---|");
        measure(store, address, 1, folder.path()); // Compiles the code.
        for (int each : hours) {
          System.out.println(measure(store, address, each, folder.path()));
        }
      }
    } finally {
      folder.delete();
    }
    return 0;
  }

  private String measure(OnlineStore store, String address, int window, Path folder)
      throws IOException {
    Project project = definitions(window, folder);
    CompiledView view = CompiledView.of(project, project.view("sized@1"));
    EventDecoder decoder = EventDecoders.live(project.source("payments"), Set.of("card"), 1 << 20);
    List<EntityState> states = new ArrayList<>();
    for (int entity = 0; entity < entities; entity++) {
      EntityState state = view.empty();
      for (int i = 0; i < window * 60; i++) {
        state = view.add(state, event(decoder, entity, START + i * MINUTE));
      }
      states.add(state);
    }
    long bytes = 0;
    long cpu = 0;
    List<StateWrite> writes = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Event> events = new ArrayList<>();
      long time = window == 0 ? START : START + (window * 60L + round) * MINUTE;
      for (int entity = 0; entity < entities; entity++) {
        events.add(event(decoder, entity, time));
      }
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int entity = 0; entity < entities; entity++) {
        EntityState old = window == 0 ? view.empty() : states.get(entity);
        EntityState state = view.add(old, events.get(entity));
        byte[] encoded = view.encode(state);
        states.set(entity, state);
        bytes += encoded.length;
        writes.add(
            StateWrite.of("c%09d".formatted(entity), state.newest(), state.count(), encoded));
      }
      cpu += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }
    double count = (double) entities * rounds;
    double[] write = write(store, address, writes);
    return "| %,.0f | %.1f us | %.1f us | %.1f us |"
        .formatted(bytes / count, cpu / 1e3 / count, write[0], write[1]);
  }

  private static Project definitions(int window, Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("sized.yaml"),
            """
            project: sized
            sources:
              payments:
                topic: payments
                event_time: at
                fields: {card: string, at: timestamp, amount: decimal(2)}
            entities: {card: {key: card}}
            views:
              sized@1:
                entity: card
                source: payments
                aggregations:
                  - {name: "{function}", function: [sum, max], field: amount, windows: %dh, hop: 1m}
            """
                .formatted(Math.max(1, window)));
    return Definitions.load(file);
  }

  /** Returns the CPU of this process and of Redis in microseconds per write. */
  private double[] write(OnlineStore store, String address, List<StateWrite> writes)
      throws IOException {
    Generation generation =
        Await.within(
            LIMIT,
            store
                .generations()
                .begin(new ViewKey("sized", "sized@1"), "0123456789abcdef", Long.MIN_VALUE));
    Duration own = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    double redis = redisSeconds(address);
    for (int begin = 0; begin < writes.size(); begin += AT_ONCE) {
      List<StateWrite> part = writes.subList(begin, Math.min(writes.size(), begin + AT_ONCE));
      Await.within(LIMIT, store.states().write(generation, part, Optional.of(Duration.ofHours(1))));
    }
    double after = redisSeconds(address);
    Duration ownAfter = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    return new double[] {
      ownAfter.minus(own).toNanos() / 1e3 / writes.size(), (after - redis) * 1e6 / writes.size()
    };
  }

  private static Event event(EventDecoder decoder, int entity, long time) {
    SplittableRandom random = new SplittableRandom(time + entity);
    String json =
        "{\"card\":\"c%09d\",\"at\":\"%s\",\"amount\":%d.%02d}"
            .formatted(
                entity, Instant.ofEpochMilli(time), random.nextInt(500), random.nextInt(100));
    return (Event)
        decoder.decode(
            new RawRecord(
                new Position("payments", 0, time), time, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static double redisSeconds(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("INFO cpu\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      double seconds = 0;
      Matcher matcher = CPU.matcher(answer);
      while (matcher.find()) {
        seconds += Double.parseDouble(matcher.group(1));
      }
      return seconds;
    }
  }
}
