package io.twinstream.cli.size;

import io.twinstream.features.definition.Project;
import io.twinstream.features.text.Sizes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints a deployment as text, or as maps for JSON. */
record SizeReport(Project project, Deployment deployment) {

  void print(PrintWriter out) {
    Sizing sizing = deployment.sizing();
    out.printf("project %s, %,.0f events/s%n%n", project.name(), sizing.events());
    out.printf(
        "%-24s %14s %10s %12s %10s %10s %10s%n",
        "view", "entities", "events/s", "events seen", "state", "at most", "in Redis");
    for (ViewSize view : sizing.views()) {
      out.printf(
          "%-24s %,14.0f %,10.0f %,12.1f %10s %10s %10s%n",
          view.view(),
          view.entities(),
          view.rate(),
          view.eventsSeen(),
          bytes(view.stateBytes()),
          bytes(view.worstBytes()),
          bytes(view.redisBytes()));
    }
    for (ViewSize lookup : sizing.lookups()) {
      out.printf(
          "%-24s %,14.0f %,10.0f %,12.1f %10s %10s %10s%n",
          lookup.view(),
          lookup.entities(),
          lookup.rate(),
          lookup.eventsSeen(),
          bytes(lookup.stateBytes()),
          bytes(lookup.worstBytes()),
          "a lookup");
    }
    out.println();
    print(out, "Kafka", kafka());
    print(out, "Flink", flink());
    print(out, "Redis", redis());
    print(out, "server", server());
    print(out, "limits", limits());
    out.printf("%nMeasured figures, each on 2 shared cores:%n");
    for (Figure figure : Figure.values()) {
      out.printf(
          "  %8s %s%n           %s: %s%n",
          number(figure), figure.meaning, figure.file, figure.section);
    }
    out.flush();
  }

  private static void print(PrintWriter out, String name, List<String> lines) {
    String first = name;
    for (String line : lines) {
      out.printf("%-8s %s%n", first, line);
      first = "";
    }
  }

  private List<String> kafka() {
    Sizing sizing = deployment.sizing();
    return List.of(
        "%d partitions of each topic: %d per subtask, so that the parallelism can double"
            .formatted(deployment.partitions(), Deployment.PARTITIONS_PER_SUBTASK),
        "%s/s of records, %s a day for each replica"
            .formatted(bytes(sizing.recordBytes()), bytes(sizing.recordBytes() * 86_400)));
  }

  private List<String> flink() {
    Sizing sizing = deployment.sizing();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d subtasks: %.1f cores, each at most %.0f%% busy%s"
            .formatted(
                deployment.subtasks(),
                sizing.jobCores() * (deployment.rocksDb() ? Figure.ROCKSDB.value : 1),
                Deployment.BUSY * 100,
                deployment.rocksDb() ? ", --stateBackend=rocksdb" : ""));
    lines.add(
        "%d task managers, each with %d slots and as many cores"
            .formatted(deployment.taskManagers(), deployment.cores()));
    if (deployment.rocksDb()) {
      lines.add(
          "states do not fit on heaps, they would take %s; RocksDB's memory was not measured"
              .formatted(bytes(deployment.heapBytes())));
    } else {
      lines.add(
          "%s of heap for states in each task manager, %.0f times what states take"
              .formatted(
                  bytes(deployment.heapBytes() / deployment.taskManagers()),
                  Deployment.HEAP_RESERVE));
    }
    lines.add(
        "%s in a checkpoint; room for %.0f: %s"
            .formatted(
                bytes(sizing.checkpointBytes()),
                Deployment.CHECKPOINTS,
                bytes(deployment.checkpointBytes())));
    if (sizing.seenBytes() > 0) {
      lines.add("%s of that for deduplication".formatted(bytes(sizing.seenBytes())));
    }
    return lines;
  }

  private List<String> redis() {
    return List.of(
        "%s of states; maxmemory at least %s: %.0f generations while a job is replaced, times %.2f"
            .formatted(
                bytes(deployment.sizing().redisBytes()),
                bytes(deployment.redisBytes()),
                Deployment.GENERATIONS,
                Deployment.REDIS_RESERVE),
        "its one thread is %.0f%% busy with %,.0f writes/s of %s/s, and %.0f%% with reads"
            .formatted(
                deployment.sizing().redisCores() * 100,
                deployment.sizing().writes(),
                bytes(deployment.sizing().writtenBytes()),
                deployment.sizing().redisReadCores() * 100));
  }

  private List<String> server() {
    if (deployment.serverHosts() == 0) {
      return List.of("not sized; add --requests and --service");
    }
    return List.of(
        "%d hosts with %d cores, one of them in reserve: %.1f cores, each at most %.0f%% busy"
            .formatted(
                deployment.serverHosts(),
                deployment.cores(),
                deployment.sizing().serverCores(),
                Deployment.BUSY * 100));
  }

  private List<String> limits() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "first: Redis' one thread, with these states %.0f%% busy at %,.0f events/s%s"
            .formatted(
                Deployment.BUSY * 100,
                deployment.redisLimit(),
                tooMuchForRedis() ? "; THIS IS MORE: see Scaling in terraform/README.md" : ""));
    if (deployment.sizing().events() > Figure.HIGHEST_RATE.value) {
      lines.add(
          "%,.0f events/s is the highest rate that was measured; what is above is extrapolated"
              .formatted(Figure.HIGHEST_RATE.value));
    }
    return lines;
  }

  boolean tooMuchForRedis() {
    return deployment.redisBusy() > Deployment.BUSY;
  }

  private static String number(Figure figure) {
    return figure.value >= 100
        ? "%,.0f".formatted(figure.value)
        : "%.3f".formatted(figure.value).replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  private static String bytes(double bytes) {
    return Sizes.format(Math.round(bytes));
  }

  /** Returns the report as maps, lists and numbers; sizes in bytes. */
  Map<String, Object> toMap() {
    Sizing sizing = deployment.sizing();
    List<Object> views = new ArrayList<>();
    for (ViewSize view : sizing.views()) {
      views.add(
          Map.of(
              "view", view.view(),
              "entities", Math.round(view.entities()),
              "events_per_second", Math.round(view.rate()),
              "events_seen", view.eventsSeen(),
              "state_bytes", Math.round(view.stateBytes()),
              "worst_state_bytes", view.worstBytes(),
              "heap_bytes", Math.round(view.heapBytes()),
              "redis_bytes", Math.round(view.redisBytes())));
    }
    List<Object> lookups = new ArrayList<>();
    for (ViewSize lookup : sizing.lookups()) {
      lookups.add(
          Map.of(
              "lookup", lookup.view(),
              "entities", Math.round(lookup.entities()),
              "events_per_second", Math.round(lookup.rate()),
              "state_bytes", Math.round(lookup.stateBytes()),
              "heap_bytes", Math.round(lookup.heapBytes())));
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    for (Figure each : Figure.values()) {
      figures.put(
          each.name().toLowerCase(java.util.Locale.ROOT),
          Map.of(
              "value",
              each.value,
              "meaning",
              each.meaning,
              "page",
              each.file,
              "section",
              each.section));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("project", project.name());
    all.put("events_per_second", sizing.events());
    all.put("views", views);
    if (!lookups.isEmpty()) {
      all.put("lookups", lookups);
    }
    all.put("partitions", deployment.partitions());
    all.put("record_bytes_per_second", Math.round(sizing.recordBytes()));
    all.put("subtasks", deployment.subtasks());
    all.put("task_managers", deployment.taskManagers());
    all.put("cores_each", deployment.cores());
    all.put("state_backend", deployment.rocksDb() ? "rocksdb" : "heap");
    all.put("heap_bytes", Math.round(deployment.heapBytes()));
    all.put("checkpoint_bytes", Math.round(sizing.checkpointBytes()));
    all.put("redis_bytes", Math.round(sizing.redisBytes()));
    all.put("redis_maxmemory", Math.round(deployment.redisBytes()));
    all.put("redis_written_bytes_per_second", Math.round(sizing.writtenBytes()));
    all.put("redis_busy", deployment.redisBusy());
    all.put("redis_limit_events_per_second", Math.round(deployment.redisLimit()));
    all.put("server_hosts", deployment.serverHosts());
    all.put("busy_at_most", Deployment.BUSY);
    all.put("figures", figures);
    return all;
  }
}
